-- AFTER INSERT, AFTER UPDATE: one row a symbol, so that a tick costs the same however many users hold the
-- share. ON CONFLICT locks the row of each symbol, in order of symbols, and decides by what is committed
-- then. It waits in short stretches, as lock_latest_prices does and for its reason.
create or replace function kaboom.update_latest_prices()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
-- Because plans are kept, and one made for a single bar would join a million bars in a nested loop.
set enable_nestloop = off
-- Because before PostgreSQL 18 a join that is forbidden costs so much on paper that JIT would compile it.
set jit = off
as $$
declare
    former constant text := current_setting('lock_timeout');
begin
    for attempt in 1 .. 10 loop
        begin
            perform set_config('lock_timeout', case when attempt < 10 then '700ms' else former end, true);
            with newest as materialized (
                select g.*, kaboom.is_tokyo_code(g.symbol) as in_tokyo
                from (
                    -- A feed whose clock runs ahead would otherwise freeze the price.
                    select b.symbol, b.timeframe, max(b.data_timestamp) as data_timestamp, count(*) as bars,
                        max(b.close_price) as close_price, max(b.volume) as volume, max(b.updated_at) as updated_at
                    from bars as b
                    where b.data_timestamp <= now() + interval '5 minutes'
                    group by b.symbol, b.timeframe
                ) as g
            ),
            -- The bars of a feed share few periods, and each is looked up once.
            periods as materialized (
                select p.timeframe, p.data_timestamp, p.in_tokyo, kaboom.timeframe_length(p.timeframe) as length,
                    kaboom.bar_known_at(p.example, p.timeframe, p.data_timestamp, now()) as known_at
                from (
                    select n.timeframe, n.data_timestamp, n.in_tokyo, min(n.symbol) as example
                    from newest as n
                    group by n.timeframe, n.data_timestamp, n.in_tokyo
                ) as p
            )
            insert into public.latest_prices as l (symbol, price, price_timestamp, timeframe, data_timestamp, volume)
            select distinct on (n.symbol)
                n.symbol, b.close_price, least(p.known_at, b.updated_at), n.timeframe, n.data_timestamp, b.volume
            from newest as n
            join periods as p
                on p.timeframe = n.timeframe
                and p.data_timestamp = n.data_timestamp
                and p.in_tokyo = n.in_tokyo
            -- Of a single bar all is known; of many, the newest is probed, rather than looked for among them
            -- once more.
            left join lateral (
                select m.close_price, m.volume, m.updated_at
                from public.market_data as m
                where m.symbol = n.symbol
                    and m.timeframe = n.timeframe
                    and m.data_timestamp = n.data_timestamp
                    and n.bars > 1
                -- So that it stays a probe, and does not become a join with all bars.
                limit 1
            ) as m on true
            cross join lateral (
                select
                    case when n.bars > 1 then m.close_price else n.close_price end as close_price,
                    case when n.bars > 1 then m.volume else n.volume end as volume,
                    case when n.bars > 1 then m.updated_at else n.updated_at end as updated_at
            ) as b
            order by n.symbol, least(p.known_at, b.updated_at) desc, p.length desc, n.data_timestamp desc
            on conflict (symbol) do update
            set price = excluded.price,
                price_timestamp = excluded.price_timestamp,
                timeframe = excluded.timeframe,
                data_timestamp = excluded.data_timestamp,
                volume = excluded.volume,
                updated_at = excluded.updated_at
            where (
                excluded.price_timestamp > l.price_timestamp
                or l.data_timestamp is null
                or (
                    excluded.price_timestamp = l.price_timestamp
                    and (kaboom.timeframe_length(excluded.timeframe), excluded.data_timestamp)
                        >= (kaboom.timeframe_length(l.timeframe), l.data_timestamp)
                )
            )
            and (excluded.price, excluded.price_timestamp, excluded.timeframe, excluded.data_timestamp, excluded.volume)
                is distinct from (l.price, l.price_timestamp, l.timeframe, l.data_timestamp, l.volume);
            perform set_config('lock_timeout', former, true);
            exit;
        exception
            when lock_not_available then
                if attempt = 10 then
                    raise;
                end if;
        end;
    end loop;
    return null;
end;
$$;

comment on function kaboom.update_latest_prices is
$$Trigger: keeps latest_prices at the bar of each symbol whose close was known last.

On a tie the longer timeframe wins. Bars that start in the future are left out.$$;

revoke execute on function kaboom.update_latest_prices from public, anon, authenticated, service_role;
