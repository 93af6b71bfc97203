create or replace function kaboom.apply_action_part(part jsonb)
returns text
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    applied constant public.applied_actions := kaboom.try_action(
        (part ->> 'user_id')::uuid, (part ->> 'portfolio_id')::uuid, (part ->> 'action_id')::uuid
    );
begin
    return applied.state::text;
end;
$$;

comment on function kaboom.apply_action_part is
$$Apply one corporate action to one portfolio, as kaboom.action_parts names them.

Arguments: part, {"action_id", "user_id", "portfolio_id"}. Returns: applied or failed; see applied_actions.$$;

revoke execute on function kaboom.apply_action_part from public, anon, authenticated, service_role;
