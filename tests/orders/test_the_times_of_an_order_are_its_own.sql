begin;
select plan(13);

-- When an order was closed, and when its cancellation was asked for, is what happened; the service role writes no other time.
select tests.open_portfolios(1000000);
create function pg_temp.send(name text) returns void language plpgsql as $$
begin
    perform tests.sign_in_as_service();
    update public.trades as t
    set order_id = 'broker ' || name
    where t.client_order_id = name and t.user_id = any (tests.users());
end;
$$;
create function pg_temp.change(name text, assignment text) returns text language sql as $$
    select tests.code(format('update public.trades set %s where id = %L', assignment, tests.order_id('tables', name)));
$$;
select tests.place('cancelled', '7203', 'buy', 100, 1000);
select tests.cancel('cancelled');
select tests.place('filled', '7203', 'buy', 100, 1000);
select tests.fill('filled', 'e1', 100, 1000);
select tests.place('open', '7203', 'buy', 100, 1000);
select tests.place('sent', '7203', 'buy', 100, 1000);
select pg_temp.send('sent');
select tests.cancel('sent');
select tests.sign_in_as_service();

select is(pg_temp.change(name, assignment), 'KB133', format('%s of a %s order is refused with KB133', assignment, name))
from (
    values
        ('cancelled', 'closed_at = now() - interval ''1 day'''),
        ('cancelled', 'closed_at = null'),
        ('cancelled', 'closed_at = ''infinity'''),
        ('cancelled', 'cancel_requested_at = now()'),
        ('cancelled', 'status = ''cancelled'', closed_at = ''infinity'''),
        ('filled', 'closed_at = now()'),
        ('filled', 'cancel_requested_at = now()'),
        ('open', 'closed_at = now()')
) as v (name, assignment);

-- A request is made now, and once; what confirms it changes neither time.
create function pg_temp.times(name text) returns text language sql security definer as $$
    select format(
        '%s %s %s', t.status, coalesce((t.cancel_requested_at = now())::text, 'unasked'),
        coalesce((t.closed_at = now())::text, 'open')
    )
    from public.trades as t where t.id = tests.order_id('tables', name);
$$;
update public.trades set cancel_requested_at = 'infinity' where id = tests.order_id('tables', 'open');
select is(pg_temp.times('open'), 'pending true open', 'a request to cancel by the service role is made now, whatever time it states');
update public.trades set cancel_requested_at = '2024-01-05' where id = tests.order_id('tables', 'sent');
select is(pg_temp.times('sent'), 'pending true open', 'a request that was made keeps its time');
update public.trades
set status = 'cancelled', closed_at = '2024-01-05', cancel_requested_at = '2024-01-05'
where id = tests.order_id('tables', 'sent');
select is(pg_temp.times('sent'), 'cancelled true true', 'a cancellation by the broker is made now, and keeps the time of the request');
update public.trades set cancel_requested_at = null where id = tests.order_id('tables', 'open');
select is(pg_temp.times('open'), 'pending unasked open', 'a request to cancel an open order may be refused');

select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');
select * from finish();
rollback;
