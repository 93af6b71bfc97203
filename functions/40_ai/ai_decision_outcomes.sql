-- From the close of the day of the analysis on: it is the first one that follows the analysis, or the last
-- before it, and never one that the next sessions are part of.
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
    select ((a.completed_at at time zone 'Asia/Tokyo')::date + 1)::timestamp at time zone 'Asia/Tokyo' as day_end
) as d
cross join lateral (
    select m.data_date, m.close_price
    from public.market_data as m
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
        from public.market_data as m
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

analysis_id names the row of ai_analysis_results, whose final_decision it is. In yen per share, as traded:
base_close, the close of base_date, which is the day of the analysis (Asia/Tokyo) or the last session before
it; close_1, close_5 and close_20, the closes 1, 5 and 20 sessions later, null where they are not there within
92 days.$$;

create or replace trigger refuse_writes
instead of insert or update or delete on public.ai_decision_outcomes
for each row execute function kaboom.refuse_view_writes();

revoke all on public.ai_decision_outcomes from public, anon, authenticated, service_role;
grant select on public.ai_decision_outcomes to authenticated, service_role;
