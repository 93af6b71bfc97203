-- What a portfolio cannot take is named in applied_actions, and leaves nothing half done.
create or replace function kaboom.try_action(user_id uuid, portfolio_id uuid, action_id uuid)
returns public.applied_actions
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    applied public.applied_actions;
    failure text;
begin
    return kaboom.apply_action(user_id, portfolio_id, action_id);
exception
    when others then
        failure := format('%s: %s', sqlstate, sqlerrm);
        select x.* into applied
        from public.applied_actions as x
        where x.user_id = try_action.user_id
            and x.portfolio_id = try_action.portfolio_id
            and x.action_id = try_action.action_id;
        applied.user_id := try_action.user_id;
        applied.portfolio_id := try_action.portfolio_id;
        applied.action_id := try_action.action_id;
        applied.state := 'failed';
        applied.error := failure;
        return kaboom.note_action(applied);
end;
$$;

comment on function kaboom.try_action is
$$Apply a corporate action to one portfolio, or note why that cannot be done.

Arguments: user_id; portfolio_id; action_id. Returns: its row of applied_actions.$$;

revoke execute on function kaboom.try_action from public, anon, authenticated, service_role;
