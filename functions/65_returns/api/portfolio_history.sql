-- Invoker: the policies decide whose portfolios can be seen.
create or replace function public.portfolio_history(
    portfolio_id uuid, start_date date default null, end_date date default null
)
returns table (
    day date,
    value numeric,
    net_contribution numeric,
    inflow numeric,
    outflow numeric,
    daily_return double precision,
    total_return double precision,
    drawdown double precision
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    first_day constant date := coalesce(start_date, '-infinity');
    last_day constant date := coalesce(end_date, 'infinity');
    owner uuid;
    base public.portfolio_snapshots;
begin
    if last_day < first_day then
        raise exception 'the period ends on %, before it starts on %', end_date, start_date
            using errcode = 'KB701',
            detail = jsonb_build_object('start_date', start_date, 'end_date', end_date)::text,
            hint = 'Send an end_date that is not before start_date.';
    end if;
    select p.user_id into owner
    from public.portfolios as p
    where p.id = portfolio_history.portfolio_id;
    select n.* into base
    from public.portfolio_snapshots as n
    where n.user_id = owner
        and n.portfolio_id = portfolio_history.portfolio_id
        and n.day < first_day
    order by n.day desc
    limit 1;

    return query
    with lines as materialized (
        select row_number() over by_day as place, n.day,
            n.cash + n.market_value + n.fractions as value, n.net_contribution,
            n.contributed - lag(n.contributed, 1, coalesce(base.contributed, 0)) over by_day as inflow,
            n.contributed - n.net_contribution
                - lag(
                    n.contributed - n.net_contribution, 1,
                    coalesce(base.contributed - base.net_contribution, 0)
                ) over by_day as outflow
        from public.portfolio_snapshots as n
        where n.user_id = owner
            and n.portfolio_id = portfolio_history.portfolio_id
            and n.day between first_day and last_day
        window by_day as (order by n.day)
    ),
    linked as (
        select t.place, t.period_return, t.growth, max(t.growth) over (order by t.place) as peak
        from public.time_weighted_returns(
            coalesce(base.cash + base.market_value + base.fractions, 0)
                || array(select l.value from lines as l order by l.place),
            0::numeric || array(select l.inflow from lines as l order by l.place),
            0::numeric || array(select l.outflow from lines as l order by l.place)
        ) as t
    )
    select l.day, l.value, l.net_contribution, l.inflow, l.outflow, r.period_return::double precision,
        (r.growth - 1)::double precision, (r.growth - r.peak)::double precision / r.peak::double precision
    from lines as l
    join linked as r on r.place = l.place + 1
    order by l.place;
end;
$$;

comment on function public.portfolio_history is
$$What a portfolio was worth and has returned, session by session: what a chart needs in one request.

From portfolio_snapshots: the session of today comes after its close. portfolio_summary has
the value of this moment.

Arguments: portfolio_id; start_date and end_date, both included, all sessions where they are left out.
Returns a row for each session, in order, none for a portfolio that the caller does not own:
day; value of cash, shares and fractions in yen; net_contribution so far in yen; inflow and outflow of
the session, what the owner brought in and took out, in yen; daily_return without the effect of these;
total_return, the same from start_date on (TTWROR); drawdown, how far below its highest it is, 0 or negative;
the last three as fractions of one.
Errors: KB701 the period ends before it starts.

Source: see time_weighted_returns.$$;

revoke execute on function public.portfolio_history from public, anon, authenticated, service_role;
grant execute on function public.portfolio_history to authenticated, service_role;
