-- What was paid, by the events: the analyses themselves only know what their results said.
create or replace view public.ai_costs
with (security_invoker = true)
as
select
    e.user_id,
    (e.occurred_at at time zone 'Asia/Tokyo')::date as day,
    e.model,
    count(*) filter (where e.kind = 'settled') as generations,
    sum(e.input_tokens) as input_tokens,
    sum(e.cache_read_tokens) as cache_read_tokens,
    sum(e.cache_write_tokens) as cache_write_tokens,
    sum(e.output_tokens) as output_tokens,
    sum(e.reasoning_tokens) as reasoning_tokens,
    sum(e.cost_usd) as cost_usd
from public.ai_usage_events as e
where e.part is not null
group by e.user_id, (e.occurred_at at time zone 'Asia/Tokyo')::date, e.model;

comment on view public.ai_costs is
$$What AI calls have cost, by user, day and model. A correction counts on the day it came.

day is that of Asia/Tokyo; model is null where the call did not name it; generations is the number of calls to
the model; tokens are in buckets that share nothing: input_tokens (not cached), cache_read_tokens,
cache_write_tokens, output_tokens (without reasoning), reasoning_tokens.$$;

create or replace trigger refuse_writes
instead of insert or update or delete on public.ai_costs
for each row execute function kaboom.refuse_view_writes();

revoke all on public.ai_costs from public, anon, authenticated, service_role;
grant select on public.ai_costs to authenticated, service_role;
