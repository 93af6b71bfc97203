-- Users, roles and refusals for pgTAP files. Loaded into test databases only; never part of Kaboom.
create schema tests;
grant usage on schema tests to public;

create function tests.user_id(name text) returns uuid language sql immutable as $$
    select md5('kaboom test user ' || name)::uuid;
$$;
comment on function tests.user_id(text) is 'The id that a test user of this name has.';

create function tests.portfolio_id(name text) returns uuid language sql immutable as $$
    select md5('kaboom test portfolio ' || name)::uuid;
$$;
comment on function tests.portfolio_id(text) is 'The id that a test portfolio of this name has.';

create function tests.create_user(name text) returns uuid language sql security definer as $$
    insert into auth.users (id, email) values (tests.user_id(name), name || '@kaboom.example') on conflict do nothing;
    select tests.user_id(name);
$$;
comment on function tests.create_user(text) is 'Sign a user up, once.';

create function tests.act(role text, claims jsonb) returns void language plpgsql as $$
begin
    perform set_config('request.jwt.claims', claims::text, true);
    perform set_config('role', role, true);
end;
$$;
comment on function tests.act(text, jsonb) is 'Set claims and role for the rest of the transaction, as PostgREST does.';

create function tests.sign_in(name text) returns void language sql as $$
    select tests.act('authenticated', jsonb_build_object('role', 'authenticated', 'sub', tests.create_user(name)));
$$;
comment on function tests.sign_in(text) is 'Act as this user from here on; a new name is signed up first.';

create function tests.sign_in_as_service() returns void language sql as $$
    select tests.act('service_role', '{"role": "service_role"}');
$$;
comment on function tests.sign_in_as_service() is 'Act as the service role from here on.';

create function tests.sign_in_anon() returns void language sql as $$
    select tests.act('anon', '{"role": "anon"}');
$$;
comment on function tests.sign_in_anon() is 'Act as a caller who is not signed in.';

create function tests.sign_out() returns void language sql as $$
    select tests.act('none', '{}');
$$;
comment on function tests.sign_out() is 'Act as the owner of the database again.';

create function tests.open_portfolio(name text, capital numeric) returns uuid language sql security definer as $$
    insert into public.portfolios (id, user_id, name, initial_capital)
    values (tests.portfolio_id(name), auth.uid(), name, capital)
    returning id;
$$;
comment on function tests.open_portfolio(text, numeric) is
'Open a portfolio of the user who is signed in, with an id that tests know.';

create function tests.fingerprint(users uuid[]) returns text language plpgsql security definer as $$
declare
    relation regclass;
    owner_column name;
    part text;
    whole text := '';
begin
    for relation, owner_column in
        select c.oid, min(a.attname)
        from pg_class as c
        join pg_attribute as a on a.attrelid = c.oid
            and a.attname = case c.relname when 'user_profiles' then 'id' else 'user_id' end
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        group by c.oid
        order by c.relname
    loop
        execute format('select md5(string_agg(t::text, %L order by t::text)) from %s as t where t.%I = any ($1)',
            E'\n', relation, owner_column)
        into part
        using users;
        whole := whole || relation::oid || coalesce(part, '') || E'\n';
    end loop;
    return md5(whole);
end;
$$;
comment on function tests.fingerprint(uuid[]) is 'One text for all rows of some users: it changes when any of them changes.';

create function tests.refusal(
    statement text, argument uuid, out id uuid, out code text, out message text, out detail text, out hint text
) language plpgsql as $$
begin
    id := argument;
    execute format(statement, argument);
exception
    when others then
        get stacked diagnostics
            code = returned_sqlstate, message = message_text, detail = pg_exception_detail, hint = pg_exception_hint;
        -- Because a foreign key names the id that the caller sent, it is taken out before two refusals are compared.
        detail := replace(detail, argument::text, '?');
end;
$$;
comment on function tests.refusal(text, uuid) is 'How a statement with this id in it is refused.';

create function tests.is_object(text text) returns boolean language plpgsql immutable as $$
begin
    return jsonb_typeof(text::jsonb) = 'object';
exception
    when invalid_text_representation then
        return false;
end;
$$;
comment on function tests.is_object(text) is 'Whether a text is a JSON object.';

create function tests.buy(portfolio text, symbol text, quantity integer, price numeric) returns uuid
language plpgsql security definer as $$
declare
    trade uuid;
begin
    insert into public.trades (user_id, portfolio_id, symbol, trade_type, quantity, price, order_type)
    select p.user_id, p.id, buy.symbol, 'buy', buy.quantity, buy.price, 'limit'
    from public.portfolios as p
    where p.id = tests.portfolio_id(portfolio)
    returning id into trade;
    insert into public.trade_executions (execution_id, trade_id, quantity, price)
    values ('buy ' || trade, trade, buy.quantity, buy.price);
    return trade;
end;
$$;
comment on function tests.buy(text, text, integer, numeric) is 'Buy and fill at once, in any role.';

create function tests.results(decision text, confidence numeric default 0.9) returns jsonb language sql immutable as $$
    select jsonb_build_object('results', jsonb_build_array(jsonb_build_object(
        'model', 'openai/gpt-4-turbo-preview', 'analysis_type', 'technical', 'decision', decision, 'confidence', confidence
    )));
$$;
comment on function tests.results(text, numeric) is 'model_results in which one model decides.';

create function tests.wrong_figures() returns table (figure text, subject text, expected numeric, actual numeric)
language sql security definer as $$
    select w.figure, w.subject, w.expected, w.actual from kaboom.verify_ledger() as w;
$$;
comment on function tests.wrong_figures() is 'The figures that verify_ledger finds wrong, for any role.';
