create or replace function kaboom.ai_usage_numbers_problem(
    usage jsonb, out path text, out wanted text, out given jsonb
)
returns record
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
    with tokens as (
        -- Every count of tokens: where it is, of which other it is a part, and what it
        -- is, 0 where it is missing.
        select e.place, t.step, e.counts_path || '.' || array_to_string(t.keys, '.') as path, t.whole,
            e.counts_path || '.' || t.keys[1] as details_path, e.counts -> t.keys[1] as details,
            e.counts -> t.whole as whole_given, coalesce(nullif(e.counts #> t.keys, 'null'), '0') as given
        from kaboom.ai_usage_elements(usage) as e
        cross join (
            values
                (1, '{prompt_tokens}'::text[], null),
                (2, '{completion_tokens}', null),
                (3, '{total_tokens}', null),
                (4, '{prompt_tokens_details,cached_tokens}', 'prompt_tokens'),
                (5, '{prompt_tokens_details,cache_write_tokens}', 'prompt_tokens'),
                (6, '{completion_tokens_details,reasoning_tokens}', 'completion_tokens')
        ) as t (step, keys, whole)
    ),
    counted as (
        select t.*,
            case
                when kaboom.is_json_number(t.given, 0, 999999999999) then t.given::text::numeric
            end as tokens
        from tokens as t
    ),
    problems (place, step, path, wanted, given) as (
        select c.place, c.step, c.path, 'a whole number from 0 to 999999999999', c.given
        from counted as c
        where coalesce(c.tokens <> trunc(c.tokens), true)
        union all
        select c.place, 9, min(c.details_path), format('at most %s in all', c.whole),
            (array_agg(c.details))[1]
        from counted as c
        where c.whole is not null
        group by c.place, c.whole
        having sum(c.tokens) > coalesce(
            case
                when kaboom.is_json_number((array_agg(c.whole_given))[1], 0, 999999999999)
                    then ((array_agg(c.whole_given))[1])::text::numeric
            end,
            0
        )
    )
    select p.path, p.wanted, p.given
    from problems as p
    order by p.place, p.step
    limit 1;
$$;

comment on function kaboom.ai_usage_numbers_problem is
$$The first count of tokens that is wrong: no whole number, or parts that exceed their whole.

Arguments: usage as for ai_usage_elements. Returns: path, wanted and given as model_results_problem does.$$;

revoke execute on function kaboom.ai_usage_numbers_problem from public, anon, authenticated, service_role;
