-- Invoker: the policies decide whose backtests can be seen.
create or replace function public.compare_backtests(ids uuid[])
returns table (
    backtest_id uuid,
    strategy_name text,
    status text,
    return_percentage numeric,
    annual_return double precision,
    sharpe_ratio double precision,
    sortino_ratio double precision,
    calmar_ratio double precision,
    max_drawdown double precision,
    profit_factor double precision,
    benchmark text,
    alpha double precision,
    information_ratio double precision,
    trials integer,
    probabilistic_sharpe_ratio double precision,
    deflated_sharpe_ratio double precision,
    return_rank integer,
    sharpe_rank integer,
    drawdown_rank integer,
    deflated_rank integer
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    missing uuid;
begin
    if coalesce(cardinality(ids), 0) not between 1 and 100 then
        raise exception 'ids has % elements', coalesce(cardinality(ids), 0)
            using errcode = 'KB504',
            detail = jsonb_build_object('argument', 'ids')::text,
            hint = 'Send a list of 1 to 100 ids of backtests.';
    end if;
    select i.id into missing
    from unnest(ids) as i (id)
    where i.id is null
        or not exists (select from public.backtest_results as b where b.id = i.id)
    limit 1;
    if found then
        raise exception 'there is no backtest %', coalesce(missing::text, 'null')
            using errcode = 'KB501',
            detail = jsonb_build_object('backtest_id', missing)::text,
            hint = 'Use ids of your own backtests.';
    end if;
    return query
    select
        s.id, s.strategy_name::text, s.status::text, s.return_percentage, s.annual_return, s.sharpe_ratio,
        s.sortino_ratio, s.calmar_ratio, s.max_drawdown, s.profit_factor, s.benchmark, s.alpha,
        s.information_ratio, s.trials, s.probabilistic_sharpe_ratio, s.deflated_sharpe_ratio,
        case when s.return_percentage is not null
            then rank() over (order by s.return_percentage desc nulls last) end::integer,
        case when s.sharpe_ratio is not null
            then rank() over (order by s.sharpe_ratio desc nulls last) end::integer,
        case when s.max_drawdown is not null
            then rank() over (order by s.max_drawdown desc nulls last) end::integer,
        case when s.deflated_sharpe_ratio is not null
            then rank() over (order by s.deflated_sharpe_ratio desc nulls last) end::integer
    from public.backtest_summaries as s
    where s.id = any (ids)
    order by s.deflated_sharpe_ratio desc nulls last, s.sharpe_ratio desc nulls last, s.id;
end;
$$;

comment on function public.compare_backtests is
$$Backtests side by side, with ranks, and with how many runs were tried to get them.

Arguments: ids of 1 to 100 backtests.
Returns one row each, the most trustworthy first: backtest_id, strategy_name, status; figures as in
backtest_summaries: return_percentage, annual_return, sharpe_ratio, sortino_ratio, calmar_ratio, max_drawdown,
profit_factor, benchmark, alpha, information_ratio; trials, all completed runs of that strategy by that user,
deleted ones too; probabilistic_sharpe_ratio; deflated_sharpe_ratio at that number of trials; return_rank,
sharpe_rank, drawdown_rank and deflated_rank, 1 for the best among ids, null where the figure is.
Errors: KB501 one is not there, KB504 too many ids or none.$$;

revoke execute on function public.compare_backtests from public, anon, authenticated, service_role;
grant execute on function public.compare_backtests to authenticated, service_role;
