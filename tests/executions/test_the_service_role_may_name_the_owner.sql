begin;
select plan(47);

-- A router between servers needs the owner to find the server. Elsewhere user_id may be left out; a wrong one finds nothing.
select tests.open_portfolios(1000000);
select tests.trade('owned', '7203', 'buy', 100, 1000);
select tests.sign_in_as_service();
insert into public.position_adjustments (portfolio_id, symbol, quantity, cost, idempotency_key)
select tests.portfolio_id(way), '6758', 10, 0, key from unnest(tests.ways()) as way, unnest(array['in', 'second']) as key;

create function pg_temp.order_of(way text, name text, quantity integer default 100) returns uuid
language plpgsql security definer as $$
begin
    insert into public.trades (user_id, portfolio_id, symbol, trade_type, quantity, price, client_order_id)
    values (tests.user_id(way), tests.portfolio_id(way), '7203', 'buy', quantity, 10, name);
    return tests.order_id(way, name);
end;
$$;
create temporary table calls (call, name, code) as
values
    ($$public.record_execution(pg_temp.order_of('tables', 'filled'), 'e1', 10, 10, user_id => %s)$$, 'record_execution', 'KB130'),
    ($$public.reverse_execution(tests.order_id('tables', 'owned'), 'owned', 'r1', user_id => %s)$$, 'reverse_execution', 'KB130'),
    ($$public.reject_order(pg_temp.order_of('tables', 'rejected'), user_id => %s)$$, 'reject_order', 'KB130'),
    ($$public.confirm_cancel(pg_temp.order_of('tables', 'cancelled'), user_id => %s)$$, 'confirm_cancel', 'KB130'),
    ($$public.refuse_cancel(pg_temp.order_of('tables', 'asked'), user_id => %s)$$, 'refuse_cancel', 'KB130'),
    ($$public.cancel_order(pg_temp.order_of('tables', 'no longer'), user_id => %s)$$, 'cancel_order', 'KB130'),
    ($$public.move_cash(tests.portfolio_id('tables'), 'fee', -1, 'f2', user_id => %s)$$, 'move_cash', 'KB101'),
    ($$public.transfer_shares(tests.portfolio_id('tables'), '6758', 1, 0, 'a2', user_id => %s)$$, 'transfer_shares', 'KB101'),
    ($$public.lock_order(pg_temp.order_of('tables', 'locked'), user_id => %s)$$, 'lock_order', 'KB130'),
    ($$public.reverse_adjustment(tests.portfolio_id('tables'), (
        select min(a.entry_no) from public.position_adjustments as a where a.portfolio_id = tests.portfolio_id('tables')
    ), 'back', user_id => %s)$$, 'reverse_adjustment', 'KB101');
grant select on calls to public;

select is(
    tests.code('select ' || format(call, format('tests.user_id(%L)', 'functions'))), code,
    format('%s that names another user than the owner is refused with %s', name, code)
)
from calls;
select is(
    tests.code('select ' || format(call, format('%L::uuid', gen_random_uuid()))), code,
    format('%s that names an unknown user is refused with %s', name, code)
)
from calls;

-- Whose row each call answers with. After each attempt everything is as before.
create function pg_temp.owner_of(call text) returns uuid language plpgsql as $$
declare
    owner uuid;
begin
    execute format('select (%s).user_id', call) into owner;
    raise exception using errcode = 'TT000', message = owner::text;
exception
    when sqlstate 'TT000' then
        return sqlerrm::uuid;
end;
$$;
select is(
    pg_temp.owner_of(format(call, given)), tests.user_id('tables'), format('%s finds its row by %s', name, what)
)
from calls, (values ($$tests.user_id('tables')$$, 'the right user_id'), ('null', 'a user_id of null')) as v (given, what);

-- The same through the table.
select is(
    tests.code(format('insert into public.trade_executions (user_id, trade_id, execution_id, quantity, price)
        values (%L, pg_temp.order_of(''tables'', ''filled''), ''e1'', 10, 10)', owner)), code,
    format('an INSERT of a fill that names %s: %s', what, code)
)
from (values (tests.user_id('functions'), 'another user', 'KB130'), (null, 'nobody', 'done')) as v (owner, what, code);
select is(
    tests.code(format('insert into public.cash_ledger (user_id, portfolio_id, kind, amount, idempotency_key)
        values (%L, tests.portfolio_id(''tables''), ''fee'', -1, ''f1'')', owner)), code,
    format('an INSERT of a movement of cash that names %s: %s', what, code)
)
from (values (tests.user_id('functions'), 'another user', 'KB101'), (null, 'nobody', 'done')) as v (owner, what, code);
select is(
    tests.code(format('insert into public.position_adjustments (user_id, portfolio_id, symbol, quantity, cost, idempotency_key)
        values (%L, tests.portfolio_id(''tables''), ''6758'', 1, 0, ''a1'')', owner)), code,
    format('an INSERT of a transfer that names %s: %s', what, code)
)
from (values (tests.user_id('functions'), 'another user', 'KB101'), (null, 'nobody', 'done')) as v (owner, what, code);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
