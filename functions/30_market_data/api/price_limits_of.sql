create or replace function public.price_limits_of(
    symbol text, day date default (now() at time zone 'Asia/Tokyo')::date,
    out base_price numeric, out lower_limit numeric, out upper_limit numeric
)
returns setof record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    code constant text := public.normalise_symbol(symbol);
    starts constant timestamptz := day::timestamp at time zone 'Asia/Tokyo';
    session_day constant date := public.previous_session(day);
    last_close constant timestamptz := (
        select s.closes
        from public.trading_sessions(session_day, session_day) as s
    );
    factor numeric;
    price_limit numeric;
begin
    -- One bar a statement, by a constant of its key, so that only its partition is planned.
    select b.close_price into base_price
    from public.market_data as b
    where b.symbol = code
        and b.timeframe = '1d'
        and b.data_timestamp = session_day::timestamp at time zone 'Asia/Tokyo'
        -- A row that was written before the close holds no last price.
        and b.updated_at >= last_close;
    if base_price is null then
        return;
    end if;
    -- What is announced is known before the bar of the day.
    factor := coalesce(
        nullif(public.price_factor(code, session_day, day), 1),
        (
            select t.adjustment_factor
            from public.market_data as t
            where t.symbol = code
                and t.timeframe = '1d'
                and t.data_timestamp = starts
        ),
        1
    );
    base_price := round(base_price * factor, 2);

    select l.price_limit into price_limit
    from public.price_limits as l
    where l.valid_from = (
            select max(v.valid_from)
            from public.price_limits as v
            where v.valid_from <= price_limits_of.day
        )
        and l.base_price_from <= base_price
    order by l.base_price_from desc
    limit 1;
    if price_limit is null then
        return;
    end if;
    lower_limit := public.round_to_tick(code, greatest(base_price - price_limit, 0.01), 'up', day);
    upper_limit := public.round_to_tick(code, base_price + price_limit, 'down', day);
    return next;
end;
$$;

comment on function public.price_limits_of is
$$Between which prices a share may trade on a day.

Arguments: symbol, in any spelling; day in Asia/Tokyo, today unless stated. Returns: base_price, the close of
the previous session's daily bar, times the factor of corporate_actions of the day, or else the
adjustment_factor of the day's own bar; lower_limit and upper_limit, both allowed; yen a share. No row where
there is no such bar, or no limit of the day. Errors: KB620 the calendar does not cover the day.$$;

revoke execute on function public.price_limits_of from public, anon, authenticated, service_role;
grant execute on function public.price_limits_of to authenticated, service_role;
