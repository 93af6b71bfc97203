create or replace function kaboom.check_strategy_config(strategy_name text, strategy_config jsonb)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    path text;
    wanted text;
begin
    if jsonb_typeof(strategy_config) is distinct from 'object' then
        path := '$';
        wanted := 'an object';
    else
        select n.path, n.wanted into path, wanted
        from kaboom.wrong_number_of_config(strategy_name, strategy_config) as n;
    end if;
    if path is null then
        select '$.' || k.key, k.wanted into path, wanted
        from (
            values
                ('name', '$ ? (@.type() == "string")', 'a text'),
                ('benchmark', '$ ? (@.type() == "string")', 'a symbol of market_data'),
                (
                    'ai_models',
                    '$ ? (@.type() == "array"'
                    ' && !exists(@[*] ? (@.type() != "string" || !(@ like_regex "\\S"))))',
                    'a list of names'
                ),
                ('decision_weights', '$ ? (@.type() == "object")', 'an object of numbers')
        ) as k (key, test, wanted)
        where strategy_config ? k.key
            and not jsonb_path_exists(strategy_config -> k.key, ('strict ' || k.test)::jsonpath, '{}', true)
        limit 1;
    end if;
    if path is null and strategy_config ? 'benchmark'
        and coalesce(length(public.normalise_symbol(strategy_config ->> 'benchmark')) > 10, true)
    then
        path := '$.benchmark';
        wanted := 'a symbol of market_data';
    end if;
    if path is null and strategy_config ? 'decision_weights' and abs((
        select coalesce(sum(w.value::numeric), 0) - 1
        from jsonb_each(strategy_config -> 'decision_weights') as w
    )) > 0.000001
    then
        path := '$.decision_weights';
        wanted := 'numbers whose sum is 1';
    end if;
    if path is null and strategy_name = 'sma_cross'
        and coalesce((strategy_config ->> 'fast')::numeric, 25)
        >= coalesce((strategy_config ->> 'slow')::numeric, 75)
    then
        path := '$.fast';
        wanted := 'fewer bars than slow has';
    end if;
    if path is not null then
        raise exception 'strategy_config: % must be %', path, wanted
            using errcode = 'KB503',
            detail = jsonb_build_object('argument', 'strategy_config', 'path', path)::text,
            hint = format('Send %s at %s, or leave it out.', wanted, path);
    end if;
end;
$$;

comment on function kaboom.check_strategy_config is
$$Refuse what a strategy is told where a known key has a wrong value. Unknown keys are kept as they are.

Arguments: strategy_name; strategy_config. Errors: KB503, with the JSON path.$$;

revoke execute on function kaboom.check_strategy_config from public, anon, authenticated, service_role;
