begin;
select plan(4);

-- Because a repetition that differs in a field of which order_request does not know would be answered with the first order.
create temporary table chosen as
select a.attname::text as field
from pg_attribute as a
where a.attrelid = 'public.trades'::regclass
    and a.attnum > 0
    and has_column_privilege('authenticated', a.attrelid, a.attnum, 'insert')
    -- The caller, a label of the symbol, and what a repetition is known by.
    and a.attname not in ('user_id', 'symbol_name', 'client_order_id');

select tests.open_portfolios(1000000);
select tests.place('first', '7203', 'buy', 100, 1000, 'stop_limit', 990);
select tests.sign_out();
create temporary table whole as
select jsonb_populate_record(t, jsonb_object_agg(a.attname, case
    when format_type(a.atttypid, null) = 'uuid' then to_jsonb(gen_random_uuid())
    when a.atttypid = any('{date,timestamptz}'::regtype[]) then to_jsonb(now()::date)
    else '1'
end)) as trade
from public.trades as t
cross join pg_attribute as a
where a.attrelid = 'public.trades'::regclass
    and a.attnum > 0
    and t.symbol = '7203'
group by t.*
limit 1;

select is_empty(
    'select c.field from chosen as c where not kaboom.order_request((select w.trade from whole as w)) ? c.field',
    'two orders that differ in anything that a client chooses are two orders'
);
select ok(
    strpos(kaboom.describe_order(w.trade), (w.trade).ai_analysis_id::text) > 0
    and strpos(kaboom.describe_order(w.trade), 'stop_price 1') > 0,
    'what the sentence about an order does not say follows by name'
)
from whole as w;

-- Each order type that the table takes is explained where a client can go wrong.
create temporary table types as
select (regexp_matches(substring(pg_get_constraintdef(c.oid) from '\{(.*)\}'), '\w+', 'g'))[1] as name
from pg_constraint as c
where c.conrelid = 'public.trades'::regclass
    and c.conname = 'order_type_is_known';
select ok(count(*) > 3 and count(kaboom.order_type_traits(t.name)) = count(*), 'each order type has its traits')
from types as t;
select ok(
    bool_and((tests.outcome($$select kaboom.order_type_traits('other')$$)).message ~ format('Send .*\m%s\M', t.name)),
    'the hint of KB212 names each order type'
)
from types as t;

select * from finish();
rollback;
