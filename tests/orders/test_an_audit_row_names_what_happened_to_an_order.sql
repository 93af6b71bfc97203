begin;
select plan(14);

create function pg_temp.trail(order_name text)
returns table (action text, before text, after text) language sql stable security definer as $$
    select l.action, l.old_values ->> 'status', l.new_values ->> 'status'
    from public.audit_logs as l
    join public.trades as t on t.user_id = l.user_id and t.id = l.resource_id
    where l.user_id = auth.uid()
        and l.resource_type = 'trade'
        and t.client_order_id = order_name
        and l.action <> 'trade_placed';
$$;
select tests.open_portfolios(1000000);
select tests.place(name, '7203', 'buy', 10, 1000) from unnest(array['filled', 'rejected', 'cancelled', 'sent']) as name;
select tests.each_sees(
    $$select action::text, new_values ->> 'status', new_values ->> 'quantity', old_values is null
    from public.audit_logs where resource_type = 'trade'$$,
    $$select 'trade_placed', 'pending', '10', true from generate_series(1, 4)$$,
    'an order that is placed leaves an audit row trade_placed with what was ordered'
);

select tests.fill('filled', 'e1', 10, 1000);
select tests.each_sees(
    $$select * from pg_temp.trail('filled')$$, $$values ('trade_executed', 'pending', 'filled')$$,
    'a fill leaves an audit row trade_executed with the status before and after it'
);
select tests.reverse('filled', 'e1', 'r1');
select tests.each_sees(
    $$select action, after from pg_temp.trail('filled') where before = 'filled'$$, $$values ('trade_reversed', 'pending')$$,
    'the reversal of a fill leaves an audit row trade_reversed'
);
select tests.reject('rejected', 'no such share');
select tests.each_sees(
    $$select * from pg_temp.trail('rejected')$$, $$values ('trade_rejected', 'pending', 'rejected')$$,
    'a rejection leaves an audit row trade_rejected'
);
select tests.cancel('cancelled', 'too dear');
select tests.each_sees(
    $$select t.*, (select l.new_values ->> 'reason' from public.audit_logs as l where l.action = 'trade_cancelled')
    from pg_temp.trail('cancelled') as t$$, $$values ('trade_cancelled', 'pending', 'cancelled', 'too dear')$$,
    'a cancellation leaves an audit row trade_cancelled with its reason'
);
select tests.sign_in_as_service();
update public.trades set order_id = 'broker ' || user_id where client_order_id = 'sent';
select tests.each_sees(
    $$select action::text, old_values ->> 'order_id', new_values ->> 'order_id' = 'broker ' || auth.uid()
    from public.audit_logs where action = 'trade_updated'$$, $$values ('trade_updated', null, true)$$,
    'the id that the broker gives an order leaves an audit row trade_updated'
);
select tests.sign_in_as_service();
update public.trades set order_id = order_id where client_order_id = 'sent';
select tests.sign_out();
select is(
    (select count(*) from public.audit_logs where resource_type = 'trade' and created_at = now()), 18::bigint,
    'each step of an order leaves one audit row'
);
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
