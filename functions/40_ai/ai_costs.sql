-- Made from the events, because the analyses only know the costs that their results claim.
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

Tokens are in buckets that share nothing.$$;
comment on column public.ai_costs.user_id is 'The user who made the calls.';
comment on column public.ai_costs.day is 'Day of the event in Asia/Tokyo.';
comment on column public.ai_costs.model is
'The model by its name at OpenRouter; null where the call did not name it.';
comment on column public.ai_costs.generations is 'Calls to the model that were settled.';
comment on column public.ai_costs.input_tokens is
'Tokens of prompts that were neither read from the cache nor written to it.';
comment on column public.ai_costs.cache_read_tokens is 'Tokens of prompts that came from the cache.';
comment on column public.ai_costs.cache_write_tokens is
'Tokens of prompts that were written to the cache.';
comment on column public.ai_costs.output_tokens is 'Tokens of completions without reasoning.';
comment on column public.ai_costs.reasoning_tokens is 'Tokens of completions that were reasoning.';
comment on column public.ai_costs.cost_usd is 'What they cost in US dollars, with corrections.';

create or replace trigger refuse_writes
instead of insert or update or delete on public.ai_costs
for each row execute function kaboom.refuse_view_writes();

revoke all on public.ai_costs from public, anon, authenticated, service_role;
grant select on public.ai_costs to authenticated, service_role;
