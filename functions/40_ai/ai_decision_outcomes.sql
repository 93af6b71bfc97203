-- Later prices are compared with the close of the day of the analysis, or of the last session before it:
-- that close is the nearest one, and no later session is part of it.
create or replace view public.ai_decision_outcomes
with (security_invoker = true)
as
select
    a.user_id,
    a.id as analysis_id,
    a.symbol,
    a.final_decision,
    b.data_date as base_date,
    b.close_price as base_close,
    n.closes[1] as close_1,
    n.closes[5] as close_5,
    n.closes[20] as close_20
from public.ai_analysis_results as a
cross join lateral (
    select (
        (a.completed_at at time zone 'Asia/Tokyo')::date + 1
    )::timestamp at time zone 'Asia/Tokyo' as day_end
) as d
cross join lateral (
    select m.data_date, m.close_price
    from public.adjusted_bars as m
    where m.symbol = a.symbol
        and m.timeframe = '1d'
        and m.data_timestamp < d.day_end
        and m.data_timestamp >= d.day_end - interval '31 days'
    order by m.data_timestamp desc
    limit 1
) as b
cross join lateral (
    select array(
        select m.close_price
        from public.adjusted_bars as m
        where m.symbol = a.symbol
            and m.timeframe = '1d'
            and m.data_timestamp >= d.day_end
            and m.data_timestamp < d.day_end + interval '92 days'
        order by m.data_timestamp
        limit 20
    ) as closes
) as n
where a.status = 'completed';

comment on view public.ai_decision_outcomes is
$$What the price did after each completed analysis whose share has daily bars in the 31 days before.

Sessions later than 92 days are not looked at.$$;
comment on column public.ai_decision_outcomes.user_id is 'The user for whom the analysis was made.';
comment on column public.ai_decision_outcomes.analysis_id is 'The analysis: id of ai_analysis_results.';
comment on column public.ai_decision_outcomes.symbol is 'Code of the Tokyo Stock Exchange.';
comment on column public.ai_decision_outcomes.final_decision is 'buy, sell or hold.';
comment on column public.ai_decision_outcomes.base_date is
'Day of the analysis in Asia/Tokyo, or the last session before it.';
comment on column public.ai_decision_outcomes.base_close is
'Close of base_date in yen per share of today: splits since then are no change of the price.';
comment on column public.ai_decision_outcomes.close_1 is
'Close one session later in yen per share of today; null where it is not there yet.';
comment on column public.ai_decision_outcomes.close_5 is
'Close five sessions later in yen per share of today; null where it is not there yet.';
comment on column public.ai_decision_outcomes.close_20 is
'Close twenty sessions later in yen per share of today; null where it is not there yet.';

create or replace trigger refuse_writes
instead of insert or update or delete on public.ai_decision_outcomes
for each row execute function kaboom.refuse_view_writes();

revoke all on public.ai_decision_outcomes from public, anon, authenticated, service_role;
grant select on public.ai_decision_outcomes to authenticated, service_role;
