-- What a user or the broker does, he may do by the functions of the API or by writing to the tables. Tests of behaviour do all
-- of it twice: each way has a user and a portfolio of its own, and both have to come to the same.
create function tests.ways() returns setof text language sql immutable as $$
    values ('functions'), ('tables');
$$;
comment on function tests.ways() is 'The two ways to act, each the name of a user and of his portfolio: functions and tables.';

create function tests.open_portfolios(capital numeric) returns void language plpgsql as $$
declare
    way text;
begin
    for way in select tests.ways() loop
        perform tests.sign_in(way);
        perform tests.open_portfolio(way, capital);
    end loop;
end;
$$;
comment on function tests.open_portfolios(numeric) is 'Sign up a user for each way, with a portfolio of this capital.';

create function tests.order_id(way text, name text) returns uuid language sql stable security definer as $$
    select t.id from public.trades as t where t.user_id = tests.user_id(way) and t.client_order_id = name;
$$;
comment on function tests.order_id(text, text) is 'The id of an order whose client_order_id is the name.';

create function tests.place(
    way text, name text, symbol text, trade_type text, quantity numeric, price numeric,
    order_type text default 'limit', stop_price numeric default null, analysis uuid default null
) returns void language plpgsql as $$
begin
    perform tests.sign_in(way);
    if way = 'functions' then
        perform public.place_order(
            tests.portfolio_id(way), symbol, trade_type, quantity, price, order_type, stop_price, name, analysis
        );
    else
        insert into public.trades (
            portfolio_id, symbol, trade_type, quantity, price, order_type, stop_price, client_order_id, ai_analysis_id
        )
        values (tests.portfolio_id(way), symbol, trade_type, quantity, price, order_type, stop_price, name, analysis);
    end if;
end;
$$;
comment on function tests.place(text, text, text, text, numeric, numeric, text, numeric, uuid) is
'The user places an order. The name becomes its client_order_id, by which the other functions know it.';

create function tests.cancel(way text, name text, reason text default null) returns void language plpgsql as $$
begin
    perform tests.sign_in(way);
    if way = 'functions' then
        perform public.cancel_order(tests.order_id(way, name), reason);
    else
        update public.trades as t set status = 'cancelled', reason = cancel.reason where t.id = tests.order_id(way, name);
    end if;
end;
$$;
comment on function tests.cancel(text, text, text) is 'The user cancels an order.';

create function tests.reject(way text, name text, reason text default null) returns void language plpgsql as $$
begin
    perform tests.sign_in_as_service();
    if way = 'functions' then
        perform public.reject_order(tests.order_id(way, name), reason);
    else
        update public.trades as t set status = 'rejected', reason = reject.reason where t.id = tests.order_id(way, name);
    end if;
end;
$$;
comment on function tests.reject(text, text, text) is 'The broker rejects an order.';

create function tests.fill(
    way text, name text, execution text, quantity numeric, price numeric,
    commission numeric default null, tax numeric default null
) returns void language plpgsql as $$
begin
    perform tests.sign_in_as_service();
    if way = 'functions' then
        perform public.record_execution(tests.order_id(way, name), execution, quantity, price, commission, tax);
    else
        insert into public.trade_executions (trade_id, execution_id, quantity, price, commission, tax)
        values (tests.order_id(way, name), execution, quantity, price, commission, tax);
    end if;
end;
$$;
comment on function tests.fill(text, text, text, numeric, numeric, numeric, numeric) is
'The broker fills some of an order; without commission and tax he leaves them to the database.';

create function tests.trade(
    way text, name text, symbol text, trade_type text, quantity numeric, price numeric,
    commission numeric default null, tax numeric default null
) returns void language plpgsql as $$
begin
    perform tests.place(way, name, symbol, trade_type, quantity, price);
    perform tests.fill(way, name, name, quantity, price, commission, tax);
end;
$$;
comment on function tests.trade(text, text, text, text, numeric, numeric, numeric, numeric) is
'The user places a limit order, the broker fills it at once; the name is the id of both.';

create function tests.bust(way text, name text, execution text, reversal text) returns void language plpgsql as $$
begin
    perform tests.sign_in_as_service();
    if way = 'functions' then
        perform public.reverse_execution(tests.order_id(way, name), execution, reversal);
    else
        insert into public.trade_executions (trade_id, execution_id, reverses)
        values (tests.order_id(way, name), reversal, execution);
    end if;
end;
$$;
comment on function tests.bust(text, text, text, text) is 'The broker takes a fill of an order back.';

create function tests.pay(way text, amount numeric, key text) returns void language plpgsql as $$
begin
    perform tests.sign_in(way);
    if way = 'tables' then
        insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
        values (tests.portfolio_id(way), case when amount > 0 then 'deposit' else 'withdrawal' end, amount, key);
    elsif amount > 0 then
        perform public.deposit_cash(tests.portfolio_id(way), amount, key);
    else
        perform public.withdraw_cash(tests.portfolio_id(way), -amount, key);
    end if;
end;
$$;
comment on function tests.pay(text, numeric, text) is 'The user deposits an amount above zero, or withdraws one below.';

create function tests.archive(way text) returns void language plpgsql as $$
begin
    perform tests.sign_in(way);
    if way = 'functions' then
        perform public.archive_portfolio(tests.portfolio_id(way));
    else
        update public.portfolios as p set is_active = false where p.id = tests.portfolio_id(way);
    end if;
end;
$$;
comment on function tests.archive(text) is 'The user archives his portfolio.';

create function tests.each_sees(query text, expected text, description text) returns setof text language plpgsql as $$
declare
    way text;
begin
    for way in select tests.ways() loop
        perform tests.sign_in(way);
        return next results_eq(query, expected, format('%s (through %s)', description, way));
    end loop;
end;
$$;
comment on function tests.each_sees(text, text, text) is
'Two assertions: what each user sees by a query, which shows him his own rows only.';

create function tests.users() returns uuid[] language sql stable security definer as $$
    select array_agg(u.id) from auth.users as u where u.email like '%@kaboom.example';
$$;
comment on function tests.users() is 'Everybody whom tests have signed up.';

create function tests.outcome(statement text, way text default null, out code text, out message text) language plpgsql as $$
declare
    before constant text := tests.fingerprint(tests.users());
    hint text;
begin
    execute statement using way;
    code := 'done';
exception
    when others then
        get stacked diagnostics code = returned_sqlstate, message = message_text, hint = pg_exception_hint;
        message := concat_ws(E'\n', message, hint);
        if code like 'KB%' and hint = '' then
            code := code || ', but no hint';
        end if;
        if tests.fingerprint(tests.users()) <> before then
            code := code || ', but something has changed';
        end if;
end;
$$;
comment on function tests.outcome(text, text) is
$$How a statement ends: done, or the SQLSTATE of its refusal with the message and the hint.

A refusal of Kaboom's own has to give a hint, and any has to leave all rows of test users as they were; where not, the code
says so.

Arguments: statement; way, which the statement may name as $1.$$;

create function tests.code(statement text) returns text language sql as $$
    select o.code from tests.outcome(statement) as o;
$$;
comment on function tests.code(text) is 'The code alone of how a statement ends.';

create function tests.each_is_refused(statement text, code text, description text, message text default '%')
returns setof text language plpgsql as $$
declare
    way text;
    found text;
    said text;
begin
    for way in select tests.ways() loop
        select o.code, o.message into found, said from tests.outcome(statement, way) as o;
        return next is(
            found || case when coalesce(said, '') like each_is_refused.message then '' else concat(', but says ', said) end,
            code, format('%s (through %s)', description, way)
        );
    end loop;
end;
$$;
comment on function tests.each_is_refused(text, text, text, text) is
$$Two assertions: each way a statement is refused with a code and a hint, and nothing has changed.

Arguments: statement, which names the way as $1; code, an SQLSTATE; description; message, a pattern of LIKE for the message
and the hint together.$$;
