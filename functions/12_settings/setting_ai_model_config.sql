create or replace function kaboom.setting_ai_model_config(
    value jsonb default kaboom.setting('ai_model_config'),
    out default_technical text,
    out models jsonb,
    out timeframes text[]
)
returns record
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    member text;
begin
    default_technical := kaboom.setting_text('ai_model_config', value, 'default_technical', '^\S{1,100}$');
    models := '{}';
    for member in
        select k from jsonb_object_keys(value) as k where k like 'default\_%' order by k
    loop
        models := models || jsonb_build_object(
            substr(member, 9), kaboom.setting_text('ai_model_config', value, member, '^\S{1,100}$')
        );
    end loop;
    timeframes := '{1d}';
    if value ? 'timeframes' then
        timeframes := array(
            select t #>> '{}'
            from jsonb_array_elements(
                case jsonb_typeof(value -> 'timeframes') when 'array' then value -> 'timeframes' else '[]' end
            ) as t
            where jsonb_typeof(t) = 'string'
                and t #>> '{}' ~ '^\S{1,10}$'
        );
        if cardinality(timeframes) not between 1 and 20
            or cardinality(timeframes) <> jsonb_array_length(value -> 'timeframes') then
            raise exception 'setting ai_model_config: timeframes must be 1 to 20 texts such as "1d", not %',
                coalesce(left((value -> 'timeframes')::text, 50), 'null')
                using errcode = 'KB402',
                detail = jsonb_build_object(
                    'key', 'ai_model_config', 'member', 'timeframes', 'value', value -> 'timeframes'
                )::text,
                hint = 'Set {"timeframes": ["1h", "1d"]}, or leave them out.';
        end if;
    end if;
end;
$$;

comment on function kaboom.setting_ai_model_config is
$$The setting ai_model_config: which AI models are asked where a request does not say.

Arguments: value to check, else the stored one: {"default_technical", "default_<analysis_type>", ...,
"timeframes"}. Returns: default_technical, the model of technical analyses by its name at OpenRouter; models,
the model of each analysis type that has a default; timeframes, 1d where none are set. Errors: KB401 missing,
KB402 not valid.$$;

revoke execute on function kaboom.setting_ai_model_config from public, anon, authenticated, service_role;
