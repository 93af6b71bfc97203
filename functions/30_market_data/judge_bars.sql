create or replace function kaboom.judge_bars(bars jsonb)
returns setof kaboom.incoming_bar
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    with parsed as materialized (
        select p.*, round(p.open, 2) as open_price, round(p.high, 2) as high_price,
            round(p.low, 2) as low_price, round(p.close, 2) as close_price
        from kaboom.parse_bars(judge_bars.bars) as p
        -- A day on which nothing was traded is no bar, and no mistake.
        where not (
            p.is_object
            and coalesce(p.open, p.high, p.low, p.close) is null and coalesce(p.volume, 0) = 0
            and p.symbol is not null and p.moment <> ''
        )
    )
    select p.index, j.code, j.reason, p.symbol, left(p.symbol_name, 200), p.timeframe, p.data_timestamp,
        p.open_price, p.high_price, p.low_price, p.close_price, p.volume, p.price_change,
        p.price_change_percent, p.adjustment_factor, left(p.source, 50)
    from parsed as p
    cross join lateral (
        select
            case
                when not p.is_object or p.symbol is null or p.symbol !~ '^\S{1,10}$' then 'KB605'
                when p.timeframe is null then 'KB606'
                when p.data_timestamp is null or p.data_timestamp < '1900-01-01 00:00+09' then 'KB611'
                when p.data_timestamp > now() + interval '5 minutes' then 'KB607'
                else kaboom.fault_of_figures(
                    p.open_price, p.high_price, p.low_price, p.close_price, p.volume
                )
            end as code
    ) as c
    cross join lateral (
        select concat_ws(
            ', ',
            'open ' || p.open, 'high ' || p.high, 'low ' || p.low,
            'close ' || coalesce(p.close::text, 'missing')
        ) as prices
    ) as f
    cross join lateral (
        select c.code,
            case c.code
                when 'KB605' then case
                    when not p.is_object then 'the element is no object'
                    when p.spelling is null then 'the symbol is missing'
                    else format('symbol %s is none', left(p.spelling, 50))
                end
                when 'KB606' then coalesce(
                    'timeframe ' || left(p.interval_name, 50) || ' is not known',
                    'the timeframe of a bar with a time is missing'
                )
                when 'KB611' then case p.moment
                    when '' then 'the time is missing'
                    else format('time %s is none', left(p.moment, 50))
                end
                when 'KB607' then format('the bar of %s starts in the future', left(p.moment, 50))
                when 'KB608' then
                    format('a price of %s is no number of yen from 0.01 to 99999999.99', f.prices)
                when 'KB609' then format('low and high do not enclose open and close: %s', f.prices)
                when 'KB610' then format('volume %s is no number of shares', p.volume)
            end as reason
    ) as j;
end;
$$;

comment on function kaboom.judge_bars is
$$Each element of a batch as a bar, or why it is none. Days without trade are left out.

Arguments: bars, a JSON array. Returns: code and reason of a refusal, null for a good bar. Prices are rounded
to two decimals, because feeds send binary fractions.$$;

revoke execute on function kaboom.judge_bars from public, anon, authenticated, service_role;
