begin;
select plan(21);

-- Commission is 0.1 %. A purchase of 100 @ 1,000 reserves 100,100 of 1,000,000.
select tests.open_portfolios(1000000);
create function pg_temp.confirm(name text, reason text default null) returns void language plpgsql as $$
declare
    way text;
begin
    perform tests.sign_in_as_service();
    foreach way in array tests.ways() loop
        if way = 'functions' then
            perform public.confirm_cancel(tests.order_id(way, name), reason);
        else
            update public.trades as t
            set status = 'cancelled', closed_at = now(), reason = coalesce(confirm.reason, t.reason)
            where t.id = tests.order_id(way, name);
        end if;
    end loop;
end;
$$;
prepare confirmed_state as
select t.status::text, t.cancel_requested_at, t.closed_at, t.closed_as::text, t.reason, t.reserved_amount, p.reserved_balance
from public.trades as t join public.portfolios as p on p.id = t.portfolio_id where t.client_order_id = $1;

select tests.place('sent', '7203', 'buy', 100, 1000), tests.place('unsent', '7203', 'buy', 100, 1000);
select tests.sign_in_as_service();
update public.trades set order_id = 'broker 1' where client_order_id = 'sent' and user_id = any (tests.users());
select pg_temp.confirm('sent', 'end of day');
select tests.each_sees(
    $$execute confirmed_state('sent')$$,
    $$values ('cancelled', null::timestamptz, now(), 'cancelled', 'end of day', 0.00, 100100.00)$$,
    'the broker cancels an order that nobody asked to cancel, which frees its cash'
);
select pg_temp.confirm('unsent');
select tests.each_sees(
    $$execute confirmed_state('unsent')$$, $$values ('cancelled', null::timestamptz, now(), 'cancelled', null, 0.00, 0.00)$$,
    'the broker may cancel an order that has no order_id'
);
select tests.sign_in_as_service();
select results_eq(
    $$select status::text, reason from public.confirm_cancel(tests.order_id('functions', 'sent'), 'again')$$,
    $$values ('cancelled', 'end of day')$$, 'confirm_cancel answers with a cancelled order as it is'
);
select results_eq(
    $$select status::text, reason from public.refuse_cancel(tests.order_id('functions', 'sent'), 'too late')$$,
    $$values ('cancelled', 'end of day')$$, 'refuse_cancel answers with a cancelled order as it is'
);

select tests.trade('full', '7203', 'buy', 10, 1000);
select tests.each_is_refused(
    $$select pg_temp.confirm('full')$$, 'KB133', 'the broker does not cancel a filled order',
    '% is filled and cannot become cancelled%'
);
select tests.place('rejected', '7203', 'buy', 10, 1000);
select tests.reject('rejected');
select tests.each_is_refused(
    $$select pg_temp.confirm('rejected')$$, 'KB133', 'the broker does not cancel a rejected order',
    '% is rejected and cannot become cancelled%'
);
select tests.sign_in_as_service();
select is(
    tests.code(format('select public.%s(%L)', name, id)), 'KB130', format('%s of an order (%s) is refused', name, what)
)
from unnest(array['confirm_cancel', 'refuse_cancel', 'lock_order']) as name,
    (values ('unknown', gen_random_uuid()), ('null', null)) as v (what, id);

-- closed_at says when an order was closed; it is neither taken back nor set beside a status.
select is(
    tests.code(format('update public.trades set %s where id = tests.order_id(''tables'', %L)', change, name)), 'KB133', what
)
from (values
    ('closed_at = null', 'sent', 'the time at which an order was cancelled is not cleared'),
    ('closed_at = now()', 'full', 'an order is not closed by its closed_at alone')) as v (change, name, what);
select tests.place('talk', '7203', 'buy', 1, 1);
select tests.each_is_refused(
    $$select pg_temp.confirm('talk', repeat('x', 1001))$$, '23514',
    'a reason of the broker longer than 1,000 characters is refused'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
