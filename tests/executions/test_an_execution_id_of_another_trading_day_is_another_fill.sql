begin;
select plan(31);

-- Numbers of some brokers begin again every business day. Midnight of Tokyo is 15:00 UTC.
select tests.open_portfolios(1000000);
select tests.place('first', '7203', 'buy', 100, 1000);
create function pg_temp.fill_at(execution text, at timestamptz, quantity integer default 10) returns void language plpgsql as $$
declare
    way text;
begin
    perform tests.sign_in_as_service();
    foreach way in array tests.ways() loop
        if way = 'functions' then
            perform public.record_execution(tests.order_id(way, 'first'), execution, quantity, 1000, executed_at => at);
        else
            insert into public.trade_executions (trade_id, execution_id, quantity, price, executed_at)
            values (tests.order_id(way, 'first'), execution, quantity, 1000, at);
        end if;
    end loop;
end;
$$;
select pg_temp.fill_at('stated', '2024-12-02 09:00+09');
select pg_temp.fill_at('unstated', null);
select tests.each_sees(
    'select execution_id, executed_at, executed_at_is_stated from public.trade_executions order by 1',
    $$values ('stated', '2024-12-02 09:00+09'::timestamptz, true), ('unstated', now(), false)$$,
    'a fill remembers whether the broker stated its time'
);

select tests.each_is_refused(
    $$select pg_temp.fill_at('stated', '2024-12-03 09:00+09')$$, 'KB122',
    'a known execution_id of the next day is refused, and the message names both fills',
    '%stated is the fill of 2024-12-02 (Asia/Tokyo), 10 @ 1000.00, and the one sent is of 2024-12-03%day and number%'
);
select tests.each_is_refused(
    format('select pg_temp.fill_at(''stated'', %L)', at), 'KB122', format('a known execution_id at %s is refused', at)
)
from unnest(array['2024-12-01 23:59:59.999999+09', '2024-12-03 00:00+09', '2024-12-02 15:00Z', '2023-12-02 09:00+09']) as at;
select tests.each_is_refused(
    $$select pg_temp.fill_at('stated', '2024-12-03 09:00+09', 20)$$, 'KB122',
    'another fill of the next day under a known execution_id is refused'
);

-- Another time of the same day is the same fill, as is one without a time. 02:00 in Tokyo is still the day before in UTC.
select pg_temp.fill_at('stated', at::timestamptz)
from unnest(array[
    '2024-12-02 00:00+09', '2024-12-02 02:00+09', '2024-12-02 23:59:59.999999+09', '2024-12-01 15:00Z', null
]) as at;
set local timezone = 'America/New_York';
select pg_temp.fill_at('stated', '2024-12-02 23:59+09');
set local timezone = 'UTC';
-- Because nobody stated the time of the fill, its day is not known.
select pg_temp.fill_at('unstated', at::timestamptz)
from unnest(array['2024-12-02 09:00+09', '2024-12-03 09:00+09', null]) as at;
select tests.each_sees(
    'select t.filled_quantity, p.current_balance, h.quantity, (select count(*) from public.trade_executions)
    from public.trades as t join public.portfolios as p on p.id = t.portfolio_id
    join public.positions as h on h.portfolio_id = p.id',
    -- 20 @ 1,000 cost 20,000 + 20.
    'values (20, 979980.00, 20, 2::bigint)', 'a fill that is sent again with another time of its day counts once'
);
select tests.each_sees(
    'select execution_id, executed_at, executed_at_is_stated from public.trade_executions order by 1',
    $$values ('stated', '2024-12-02 09:00+09'::timestamptz, true), ('unstated', now(), false)$$,
    'a fill that is sent again keeps the time that it has'
);

-- A fill that was taken back has its day, too.
select tests.reverse('first', 'stated', 'r1');
select tests.each_is_refused(
    $$select pg_temp.fill_at('stated', '2024-12-03 09:00+09')$$, 'KB122',
    'the execution_id of a fill that was taken back is refused on another day'
);

-- An order that is recorded as filled brings its fill along, under its order_id or under the order's own id.
create function pg_temp.record(ids jsonb, at timestamptz) returns void language plpgsql as $$
begin
    perform tests.sign_in_as_service();
    insert into public.trades (
        portfolio_id, symbol, trade_type, quantity, price, status, order_id, client_order_id, executed_at
    )
    select tests.portfolio_id(way), '6758', 'buy', 10, 1000, 'filled', ids ->> 'order_id', ids ->> 'client_order_id', at
    from unnest(tests.ways()) as way;
end;
$$;
create temporary table ids (content) as
values ('{"order_id": "broker-1"}'::jsonb), ('{"client_order_id": "mine"}'),
    ('{"order_id": "broker-2", "client_order_id": "both"}');
grant select on ids to public;
select pg_temp.record(content, '2024-12-02 10:00+09') from ids;
select pg_temp.record(content, at) from ids, unnest(array['2024-12-02 23:59+09'::timestamptz, null]) as at;
select tests.each_sees(
    $$select count(*), sum(t.filled_quantity) from public.trades as t where t.symbol = '6758'$$, 'values (3::bigint, 30::bigint)',
    'a recorded order that is sent again with another time of its day counts once'
);
select tests.each_is_refused(
    format('select pg_temp.record(%L, ''2024-12-03 10:00+09'')', content), 'KB122',
    format('a recorded order with %s is refused on another day, and the message names both days', content),
    '%fill of 2024-12-02 (Asia/Tokyo), 10 @ 1000.00%is of 2024-12-03%'
)
from ids;
select pg_temp.record('{"order_id": "undated"}', null), pg_temp.record('{"order_id": "undated"}', '2024-12-03 10:00+09');
select tests.each_sees(
    $$select count(*) from public.trades as t where t.order_id = 'undated'$$, 'values (1::bigint)',
    'a recorded order whose time nobody stated is the same on every day'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
