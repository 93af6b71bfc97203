begin;
select plan(38);

-- Commission is 0.1 %. A purchase of 100 @ 1,000 reserves 100,100 of 1,000,000.
select tests.open_portfolios(1000000);
create function pg_temp.send(name text) returns void language plpgsql as $$
begin
    perform tests.sign_in_as_service();
    update public.trades as t
    set order_id = 'broker ' || name
    where t.client_order_id = name and t.user_id = any (tests.users());
end;
$$;
create function pg_temp.confirm(name text, reason text default null) returns void language plpgsql as $$
begin
    perform tests.sign_in_as_service();
    perform public.confirm_cancel(tests.order_id(way, name), reason) from unnest(tests.ways()) as way;
end;
$$;
create function pg_temp.refuse(name text, reason text default null) returns void language plpgsql as $$
begin
    perform tests.sign_in_as_service();
    perform public.refuse_cancel(tests.order_id(way, name), reason) from unnest(tests.ways()) as way;
end;
$$;
prepare requested_state as
select t.status::text, t.cancel_requested_at is not null as is_requested, t.closed_at is not null as is_closed, t.reason,
    t.filled_quantity, t.reserved_amount, p.current_balance, p.reserved_balance
from public.trades as t join public.portfolios as p on p.id = t.portfolio_id where t.client_order_id = 'purchase';

-- An order that the broker never had.
select tests.place('unsent', '7203', 'buy', 100, 1000);
select tests.cancel('unsent', 'enough');
select tests.each_sees(
    'select t.status::text, t.cancel_requested_at, t.closed_at, t.closed_as::text, t.reason, p.reserved_balance
    from public.trades as t join public.portfolios as p on p.id = t.portfolio_id',
    $$values ('cancelled', null::timestamptz, now(), 'cancelled', 'enough', 0.00)$$,
    'an order without an order_id is cancelled at once'
);

select tests.place('purchase', '7203', 'buy', 100, 1000);
select pg_temp.send('purchase');
select tests.cancel('purchase', 'enough');
select tests.each_sees(
    'execute requested_state', $$values ('pending', true, false, 'enough', 0, 100100.00, 1000000.00, 100100.00)$$,
    'cancelling an order that has an order_id leaves its status and its reservation, and notes the request'
);
select tests.each_is_refused(
    $$select tests.place('more', '7203', 'buy', 900, 1000)$$, 'KB110',
    'the cash of an order whose cancellation is requested is not free'
);

-- A later request keeps the time and the reason of the first.
-- Because nobody may write another time, triggers are off.
select tests.sign_out();
set local session_replication_role = replica;
update public.trades set cancel_requested_at = '2024-12-02 09:00+09' where user_id = any (tests.users());
set local session_replication_role = origin;
select tests.cancel('purchase', 'again');
select tests.each_sees(
    $$select reason, cancel_requested_at from public.trades where client_order_id = 'purchase'$$,
    $$values ('enough', '2024-12-02 09:00+09'::timestamptz)$$,
    'a repeated request keeps the reason and the time of the first one'
);
select tests.sign_in('functions');
select results_eq(
    $$select id, status::text, reason from public.cancel_order(tests.order_id('functions', 'purchase'), 'again')$$,
    $$values (tests.order_id('functions', 'purchase'), 'pending', 'enough')$$,
    'cancel_order answers a request with the open order'
);

-- Fills go on: 60 @ 990 cost 59,400 + 59.40, which leaves 940,540.60; the rest reserves 40,000 + 40.
select tests.fill('purchase', 'e1', 60, 990);
select tests.each_sees(
    'execute requested_state', $$values ('partial', true, false, 'enough', 60, 40040.00, 940540.60, 40040.00)$$,
    'an order whose cancellation is requested is filled as before, and the request stays'
);

-- The broker refuses the request.
select pg_temp.refuse('purchase', 'too late');
select tests.each_sees(
    'execute requested_state', $$values ('partial', false, false, 'too late', 60, 40040.00, 940540.60, 40040.00)$$,
    'a refused request leaves the order open, with the reason of the broker'
);
select pg_temp.refuse('purchase', 'again');
select tests.each_sees(
    $$select reason from public.trades where client_order_id = 'purchase'$$, $$values ('too late')$$,
    'refuse_cancel leaves an order without a request as it is'
);
select tests.cancel('purchase', 'please');
select tests.each_sees(
    'execute requested_state', $$values ('partial', true, false, 'please', 60, 40040.00, 940540.60, 40040.00)$$,
    'the cancellation of an order may be requested again after a refusal'
);

-- The broker confirms it.
select pg_temp.confirm('purchase');
select tests.each_sees(
    'execute requested_state', $$values ('cancelled', true, true, 'please', 60, 0.00, 940540.60, 0.00)$$,
    'a confirmed request closes the order, frees its cash, and keeps its fills and its reason'
);
select tests.sign_in('functions');
select bag_eq(
    $$select a.action::text from public.audit_logs as a
    where a.resource_id = tests.order_id('functions', 'purchase') and a.action like 'trade\_cancel%'$$,
    $$values ('trade_cancel_requested'), ('trade_cancel_refused'), ('trade_cancel_requested'), ('trade_cancelled')$$,
    'each request through cancel_order, its refusal and its confirmation leave an audit row'
);
select tests.sign_in('tables');
select bag_eq(
    $$select a.action::text from public.audit_logs as a
    where a.resource_id = tests.order_id('tables', 'purchase') and a.action like 'trade\_cancel%'$$,
    $$values ('trade_cancel_requested'), ('trade_cancel_refused'), ('trade_cancel_requested'), ('trade_cancelled')$$,
    'each request through an UPDATE, its refusal and its confirmation leave an audit row'
);

-- A sale of 60 with a request is filled completely before the broker could cancel it.
select tests.place('sale', '7203', 'sell', 60, 1000);
select pg_temp.send('sale');
select tests.cancel('sale');
select tests.each_sees(
    'select quantity, reserved_quantity from public.positions', 'values (60, 60)',
    'a sale whose cancellation is requested keeps its shares reserved'
);
select tests.fill('sale', 'e2', 60, 1000);
select tests.each_sees(
    $$select status::text, closed_at from public.trades where client_order_id = 'sale'$$,
    $$values ('filled', null::timestamptz)$$, 'a fill may complete an order whose cancellation is requested'
);
select tests.each_is_refused(
    $$select tests.cancel('sale')$$, 'KB133', 'no cancellation of a filled order is requested',
    '% is filled and cannot become cancelled%'
);
select pg_temp.refuse('sale');
select tests.each_sees(
    $$select status::text, cancel_requested_at is not null from public.trades where client_order_id = 'sale'$$,
    $$values ('filled', true)$$, 'refuse_cancel leaves a filled order as it is'
);

-- The service role asks as a user does: its word is not yet the broker's.
select tests.place('by the operator', '7203', 'buy', 100, 1000);
select pg_temp.send('by the operator');
select is(
    (public.cancel_order(tests.order_id('functions', 'by the operator'), 'risk')).status, 'pending',
    'cancel_order of the service role is a request as that of a user'
);
update public.trades set status = 'cancelled', reason = 'risk' where id = tests.order_id('tables', 'by the operator');
select status from public.cancel_order(tests.order_id('functions', 'by the operator'), 'again');
update public.trades set status = 'cancelled', reason = 'again' where id = tests.order_id('tables', 'by the operator');
select tests.each_sees(
    $$select status::text, cancel_requested_at, reason, reserved_amount from public.trades
        where client_order_id = 'by the operator'$$,
    $$values ('pending', now(), 'risk', 100100.00)$$, 'a request of the service role leaves the order open, and a repeated one keeps the first reason'
);

-- One statement cancels an order at once and requests the cancellation of another.
select tests.place('unsent too', '7203', 'buy', 10, 1000);
select tests.sign_in('tables');
update public.trades set status = 'cancelled' where status in ('pending', 'partial');
select results_eq(
    $$select client_order_id::text, status::text, cancel_requested_at is not null from public.trades
    where client_order_id in ('by the operator', 'unsent too') order by 1$$,
    $$values ('by the operator', 'pending', true), ('unsent too', 'cancelled', false)$$,
    'one statement cancels orders and requests cancellations, each as its order needs'
);
select is(
    tests.code($$update public.trades set closed_at = now(), status = 'cancelled' where client_order_id = 'by the operator'$$),
    '42501', 'a user does not speak for the broker by setting closed_at'
);
select is(
    tests.code($$update public.trades set cancel_requested_at = null where client_order_id = 'by the operator'$$),
    '42501', 'a user does not take a request back by setting cancel_requested_at'
);
select is(
    tests.code(format('select public.%s(tests.order_id(''tables'', ''by the operator''))', name)), '42501',
    format('a user does not call %s', name)
)
from unnest(array['confirm_cancel', 'refuse_cancel']) as name;
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
