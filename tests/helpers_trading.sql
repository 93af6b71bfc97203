-- A user or the broker acts by the functions of the API or by writing to the tables. Tests of behaviour act both ways: each way
-- has a user and a portfolio of its own, and both must come to the same. The helpers that act do so both ways by themselves.
create function tests.ways() returns text[] language sql stable as $$
    select string_to_array(coalesce(nullif(current_setting('tests.way', true), ''), 'functions tables'), ' ');
$$;
comment on function tests.ways() is
'The ways to act, each the name of a user and of the portfolio of that user. Inside each_is_refused it is the one that is tried.';

create function tests.open_portfolios(capital numeric) returns void language plpgsql as $$
declare
    way text;
begin
    foreach way in array tests.ways() loop
        perform tests.sign_in(way);
        perform tests.open_portfolio(way, capital);
    end loop;
end;
$$;
comment on function tests.open_portfolios(numeric) is 'Sign up a user for each way, with a portfolio of this capital.';

create function tests.order_id(way text, name text) returns uuid language sql stable security definer as $$
    select t.id from public.trades as t where t.user_id = tests.user_id(way) and t.client_order_id = name;
$$;
comment on function tests.order_id(text, text) is 'The id of an order of a user whose client_order_id is the name.';

create function tests.analysis_id(way text, name text) returns uuid language sql immutable strict as $$
    select md5(format('kaboom test analysis %s for %s', name, way))::uuid;
$$;
comment on function tests.analysis_id(text, text) is 'The id that a test analysis of this name has for each way.';

create function tests.place(
    name text, symbol text, trade_type text, quantity numeric, price numeric,
    order_type text default 'limit', stop_price numeric default null, analysis text default null
) returns void language plpgsql as $$
declare
    way text;
    portfolio uuid;
    analysis_id uuid;
begin
    foreach way in array tests.ways() loop
        perform tests.sign_in(way);
        portfolio := tests.portfolio_id(way);
        analysis_id := tests.analysis_id(way, analysis);
        if way = 'functions' then
            perform public.place_order(
                portfolio, symbol, trade_type, quantity, price, order_type, stop_price, name, analysis_id
            );
        else
            insert into public.trades (
                portfolio_id, symbol, trade_type, quantity, price, order_type, stop_price, client_order_id, ai_analysis_id
            )
            values (portfolio, symbol, trade_type, quantity, price, order_type, stop_price, name, analysis_id);
        end if;
    end loop;
end;
$$;
comment on function tests.place(text, text, text, numeric, numeric, text, numeric, text) is
$$Each user places an order.

Arguments: name, which becomes the client_order_id and by which the other helpers know the order; analysis, the name of one
with tests.analysis_id.$$;

create function tests.cancel(name text, reason text default null) returns void language plpgsql as $$
declare
    way text;
begin
    foreach way in array tests.ways() loop
        perform tests.sign_in(way);
        if way = 'functions' then
            perform public.cancel_order(tests.order_id(way, name), reason);
        else
            update public.trades as t set status = 'cancelled', reason = cancel.reason where t.id = tests.order_id(way, name);
        end if;
    end loop;
end;
$$;
comment on function tests.cancel(text, text) is 'Each user cancels an order.';

create function tests.reject(name text, reason text default null) returns void language plpgsql as $$
declare
    way text;
begin
    perform tests.sign_in_as_service();
    foreach way in array tests.ways() loop
        if way = 'functions' then
            perform public.reject_order(tests.order_id(way, name), reason);
        else
            update public.trades as t set status = 'rejected', reason = reject.reason where t.id = tests.order_id(way, name);
        end if;
    end loop;
end;
$$;
comment on function tests.reject(text, text) is 'The broker rejects an order of each user.';

create function tests.fill(
    name text, execution text, quantity numeric, price numeric, commission numeric default null, tax numeric default null
) returns void language plpgsql as $$
declare
    way text;
begin
    perform tests.sign_in_as_service();
    foreach way in array tests.ways() loop
        if way = 'functions' then
            perform public.record_execution(tests.order_id(way, name), execution, quantity, price, commission, tax);
        else
            insert into public.trade_executions (trade_id, execution_id, quantity, price, commission, tax)
            values (tests.order_id(way, name), execution, quantity, price, commission, tax);
        end if;
    end loop;
end;
$$;
comment on function tests.fill(text, text, numeric, numeric, numeric, numeric) is
'The broker fills some of an order of each user. Without commission and tax the database computes them.';

create function tests.trade(
    name text, symbol text, trade_type text, quantity numeric, price numeric,
    commission numeric default null, tax numeric default null
) returns void language plpgsql as $$
begin
    perform tests.place(name, symbol, trade_type, quantity, price);
    perform tests.fill(name, name, quantity, price, commission, tax);
end;
$$;
comment on function tests.trade(text, text, text, numeric, numeric, numeric, numeric) is
'Each user places a limit order and the broker fills it at once; the name is the id of the order and of the fill.';

create function tests.reverse(name text, execution text, reversal text) returns void language plpgsql as $$
declare
    way text;
begin
    perform tests.sign_in_as_service();
    foreach way in array tests.ways() loop
        if way = 'functions' then
            perform public.reverse_execution(tests.order_id(way, name), execution, reversal);
        else
            insert into public.trade_executions (trade_id, execution_id, reverses)
            values (tests.order_id(way, name), reversal, execution);
        end if;
    end loop;
end;
$$;
comment on function tests.reverse(text, text, text) is 'The broker reverses a fill of an order of each user.';

create function tests.transfer(symbol text, quantity numeric, cost numeric, key text) returns void language plpgsql as $$
declare
    way text;
begin
    perform tests.sign_in_as_service();
    foreach way in array tests.ways() loop
        if way = 'functions' then
            perform public.transfer_shares(tests.portfolio_id(way), symbol, quantity, cost, key);
        else
            insert into public.position_adjustments (portfolio_id, symbol, quantity, cost, idempotency_key)
            values (tests.portfolio_id(way), symbol, quantity, cost, key);
        end if;
    end loop;
end;
$$;
comment on function tests.transfer(text, numeric, numeric, text) is
'The operator moves shares into the portfolio of each user, or out of it where the quantity is negative.';

create function tests.take_back(key text, reversal text) returns void language plpgsql as $$
declare
    way text;
    entry bigint;
begin
    perform tests.sign_in_as_service();
    foreach way in array tests.ways() loop
        select a.entry_no into entry
        from public.position_adjustments as a
        where a.user_id = tests.user_id(way) and a.idempotency_key = key;
        if way = 'functions' then
            perform public.reverse_adjustment(tests.portfolio_id(way), entry, reversal);
        else
            insert into public.position_adjustments (portfolio_id, reverses, idempotency_key)
            values (tests.portfolio_id(way), coalesce(entry, 0), reversal);
        end if;
    end loop;
end;
$$;
comment on function tests.take_back(text, text) is 'The operator takes a movement of shares of each user back.';

create function tests.pay(amount numeric, key text) returns void language plpgsql as $$
declare
    way text;
begin
    foreach way in array tests.ways() loop
        perform tests.sign_in(way);
        if way = 'tables' then
            insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
            values (tests.portfolio_id(way), case when amount > 0 then 'deposit' else 'withdrawal' end, amount, key);
        elsif amount > 0 then
            perform public.deposit_cash(tests.portfolio_id(way), amount, key);
        else
            perform public.withdraw_cash(tests.portfolio_id(way), -amount, key);
        end if;
    end loop;
end;
$$;
comment on function tests.pay(numeric, text) is 'Each user deposits an amount above zero, or withdraws one below.';

create function tests.archive() returns void language plpgsql as $$
declare
    way text;
begin
    foreach way in array tests.ways() loop
        perform tests.sign_in(way);
        if way = 'functions' then
            perform public.archive_portfolio(tests.portfolio_id(way));
        else
            update public.portfolios as p set is_active = false where p.id = tests.portfolio_id(way);
        end if;
    end loop;
end;
$$;
comment on function tests.archive() is 'Each user archives the portfolio.';

create function tests.each_sees(query text, expected text, description text) returns setof text language plpgsql as $$
declare
    way text;
begin
    foreach way in array tests.ways() loop
        perform tests.sign_in(way);
        return next results_eq(query, expected, format('%s (through %s)', description, way));
    end loop;
end;
$$;
comment on function tests.each_sees(text, text, text) is
'Two assertions: what each user sees by a query, which returns rows of that user only.';

create function tests.users() returns uuid[] language sql stable security definer as $$
    select array_agg(u.id) from auth.users as u where u.email like '%@kaboom.example';
$$;
comment on function tests.users() is 'All users whom tests have signed up.';

create function tests.outcome(statement text, out code text, out message text) language plpgsql as $$
declare
    before constant text := tests.fingerprint(tests.users());
    hint text;
    detail text;
begin
    execute statement;
    code := 'done';
exception
    when others then
        get stacked diagnostics code = returned_sqlstate, message = message_text, hint = pg_exception_hint,
            detail = pg_exception_detail;
        message := concat_ws(E'\n', message, hint);
        if code like 'KB%' and hint = '' then
            code := code || ', but no hint';
        end if;
        if code like 'KB%' and not tests.is_object(detail) then
            code := code || ', but no figures';
        end if;
        if tests.fingerprint(tests.users()) <> before then
            code := code || ', but something has changed';
        end if;
end;
$$;
comment on function tests.outcome(text) is
$$How a statement ends: done, or the SQLSTATE of its refusal with the message and the hint.

A refusal of Kaboom's own must give a hint, and its figures as a JSON object; every refusal must leave all rows of test users as
they were. Otherwise the code says so.$$;

create function tests.code(statement text) returns text language sql as $$
    select o.code from tests.outcome(statement) as o;
$$;
comment on function tests.code(text) is 'How a statement ends, without the message.';

create function tests.each_is_refused(statement text, code text, description text, message text default '%')
returns setof text language plpgsql as $$
declare
    way text;
    found text;
    said text;
begin
    foreach way in array tests.ways() loop
        perform set_config('tests.way', way, true);
        select o.code, o.message into found, said from tests.outcome(statement) as o;
        return next is(
            found || case when coalesce(said, '') like each_is_refused.message then '' else concat(', but says ', said) end,
            code, format('%s (through %s)', description, way)
        );
    end loop;
    perform set_config('tests.way', '', true);
end;
$$;
comment on function tests.each_is_refused(text, text, text, text) is
$$Two assertions: each way a statement is refused with a code and a hint, and nothing has changed.

Arguments: statement, whose helpers act one way at a time here; code, an SQLSTATE; description; message, a pattern of LIKE for
the message and the hint together.$$;
