create or replace function kaboom.setting_ai_model_config(
    value jsonb default kaboom.setting('ai_model_config'), out default_technical text
)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    default_technical := kaboom.setting_text('ai_model_config', value, 'default_technical', '^\S{1,100}$');
end;
$$;

comment on function kaboom.setting_ai_model_config is
$$The setting ai_model_config: which AI models are asked.

Arguments: value to check, else the stored one. Returns: default_technical, the model of technical analyses by its name
at OpenRouter. Errors: KB401 missing, KB402 not valid.$$;

revoke execute on function kaboom.setting_ai_model_config from public, anon, authenticated, service_role;
