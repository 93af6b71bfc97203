-- BEFORE INSERT OR UPDATE: each setting of Kaboom has one function that knows its bounds; a key without one
-- is the operator's own and takes any value. Definer: the service role may not call that function.
create or replace function kaboom.validate_setting()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if to_regprocedure(format('kaboom.%I(jsonb)', 'setting_' || new.key)) is not null then
        execute format('select kaboom.%I($1)', 'setting_' || new.key) using new.value;
    end if;
    return new;
end;
$$;

comment on function kaboom.validate_setting is
'Trigger: refuses a setting out of bounds when it is set. Errors: KB402.';

revoke execute on function kaboom.validate_setting from public, anon, authenticated, service_role;
