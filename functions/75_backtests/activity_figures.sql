create or replace function kaboom.activity_figures(
    trade_history jsonb, dates date[], amounts numeric[], periods_per_year double precision
)
returns jsonb
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    with trades as materialized (
        select
            (t.trade ->> 'entry_date')::date as entry_day,
            (t.trade ->> 'exit_date')::date as exit_day,
            (t.trade ->> 'quantity')::numeric as quantity,
            (t.trade ->> 'entry_price')::numeric as entry_price,
            (t.trade ->> 'exit_price')::numeric as exit_price,
            coalesce(t.trade -> 'exit_date' = 'null', false) as is_open
        from jsonb_array_elements(trade_history) as t (trade)
    ),
    total as (
        select
            count(*) as trades,
            bool_and(t.entry_day is not null and (t.exit_day is not null or t.is_open)) as are_dated,
            -- A trade within one day is held on that day; else the day of the exit is no longer held.
            range_agg(
                case
                    when t.entry_day is not null
                        then daterange(t.entry_day, greatest(t.exit_day, t.entry_day + 1))
                end
            ) as held,
            range_agg(case when t.is_open then daterange(t.entry_day, null) end) as still_held,
            bool_and(
                num_nulls(t.quantity, t.entry_price) = 0 and (t.exit_price is not null or t.is_open)
            ) as are_priced,
            sum(t.quantity * (t.entry_price + case when t.is_open then 0 else t.exit_price end)) as traded
        from trades as t
    ),
    curve as (
        select
            count(*) as days,
            count(*) filter (where c.day <@ t.held or c.day <@ t.still_held) as held_days,
            avg(c.amount) as mean,
            max(c.amount) > min(c.amount) as moves
        from unnest(dates, amounts) as c (day, amount)
        cross join total as t
    )
    select jsonb_build_object(
        'exposure', case
            when t.trades = 0 then c.moves::integer
            when t.are_dated then c.held_days::double precision / c.days
        end,
        'turnover', case
            when t.trades = 0 then 0
            when t.are_priced then (t.traded / 2 / c.mean / c.days)::double precision * periods_per_year
        end
    )
    from total as t
    cross join curve as c;
$$;

comment on function kaboom.activity_figures is
$$How much of the time, and how often, a strategy was invested.

Arguments: trade_history, checked; dates and amounts of the curve; periods_per_year.
Returns: an object with exposure (days of the curve on which some trade was held, as a fraction; without any
trade 1 where the value moves, else 0) and turnover (half of purchases and sales by the mean value, a year).
Null where a trade lacks the dates, or quantity and prices.$$;

revoke execute on function kaboom.activity_figures from public, anon, authenticated, service_role;
