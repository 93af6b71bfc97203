create or replace function kaboom.assert_analysis_carries(
    trade public.trades, analysis public.ai_analysis_results
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if (analysis.symbol = trade.symbol and public.is_fresh(analysis)) is not true then
        raise exception 'analysis % cannot carry an order for %', trade.ai_analysis_id, trade.symbol
            using errcode = 'KB150',
            detail = jsonb_build_object('ai_analysis_id', trade.ai_analysis_id, 'symbol', trade.symbol)::text,
            hint = 'Name an analysis of the same share that is still fresh (setting ai_freshness).';
    end if;
    if analysis.final_decision is distinct from trade.trade_type then
        raise exception 'analysis % says %, and cannot carry a %',
            analysis.id, analysis.final_decision, trade.trade_type
            using errcode = 'KB151',
            detail = jsonb_build_object(
                'decision', analysis.final_decision, 'trade_type', trade.trade_type
            )::text,
            hint = 'Name an analysis that agrees with the order, or place the order without one.';
    end if;
end;
$$;

comment on function kaboom.assert_analysis_carries is
$$Refuse an order that does not rest on its analysis.

Arguments: trade; analysis that it names, null where the owner has no such. Errors: KB150 unknown, another
share, not completed or too old; KB151 its decision contradicts the order.$$;

revoke execute on function kaboom.assert_analysis_carries from public, anon, authenticated, service_role;
