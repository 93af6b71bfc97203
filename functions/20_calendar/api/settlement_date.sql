create or replace function public.settlement_date(trade_date date)
returns date
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    needed integer;
    settled date;
begin
    select r.business_days into needed
    from public.settlement_rules as r
    where r.valid_from <= settlement_date.trade_date
    order by r.valid_from desc
    limit 1;

    select b.day into settled
    from public.business_days(
        settlement_date.trade_date,
        greatest(
            settlement_date.trade_date,
            least(settlement_date.trade_date + 40, (select max(c.day) from public.trading_calendar as c))
        )
    ) as b (day)
    where needed = 0
        or (needed > 0 and b.day > settlement_date.trade_date)
    order by b.day
    offset greatest(needed - 1, 0)
    limit 1;
    if settled is null then
        raise exception 'the calendar does not reach the settlement of a trade of %',
            coalesce(settlement_date.trade_date::text, 'null')
            using errcode = 'KB620',
            detail = jsonb_build_object(
                'trade_date', settlement_date.trade_date, 'business_days', needed
            )::text,
            hint = 'Ask for a day that the calendar covers, or add days to trading_calendar.';
    end if;
    return settled;
end;
$$;

comment on function public.settlement_date is
$$The day on which shares and cash of a trade change hands.

Arguments: trade_date, a day in Asia/Tokyo. Returns: the second business day after it; the third for trades
before 2019-07-16; see settlement_rules. Errors: KB620 the calendar does not reach that far.$$;

revoke execute on function public.settlement_date from public, anon, authenticated, service_role;
grant execute on function public.settlement_date to authenticated, service_role;
