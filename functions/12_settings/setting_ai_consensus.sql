create or replace function kaboom.setting_ai_consensus(
    value jsonb default kaboom.setting('ai_consensus'), out weights jsonb, out threshold numeric
)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    member text;
begin
    weights := value -> 'weights';
    if jsonb_typeof(weights) is distinct from 'object' then
        raise exception 'setting ai_consensus: weights must be an object, not %',
            coalesce(left(weights::text, 50), 'missing')
            using errcode = 'KB402',
            detail = jsonb_build_object('key', 'ai_consensus', 'member', 'weights', 'value', weights)::text,
            hint = 'Set {"weights": {"technical": 0.4}, "threshold": 0.7}; a type without a weight has 1.';
    end if;
    for member in
        select k from jsonb_object_keys(weights) as k
    loop
        perform kaboom.setting_number('ai_consensus', weights, member, 0, 1000000);
    end loop;
    threshold := kaboom.setting_number('ai_consensus', value, 'threshold', 0, 1);
    if scale(threshold) > 8 then
        raise exception 'setting ai_consensus: threshold % has more than eight decimals', threshold
            using errcode = 'KB402',
            detail = jsonb_build_object(
                'key', 'ai_consensus', 'member', 'threshold', 'value', threshold
            )::text,
            hint = 'Set a threshold of at most eight decimals.';
    end if;
end;
$$;

comment on function kaboom.setting_ai_consensus is
$$The setting ai_consensus: how the results of several models become one decision.

Arguments: value to check, else the stored one. Returns: weights, by analysis type, 1 for a type that is not
there; threshold, the confidence from 0 to 1 below which the decision is hold. Errors: KB401 missing, KB402
not valid.$$;

revoke execute on function kaboom.setting_ai_consensus from public, anon, authenticated, service_role;
