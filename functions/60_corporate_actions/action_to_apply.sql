create or replace function kaboom.action_to_apply(action_id uuid)
returns public.corporate_actions
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    action public.corporate_actions;
begin
    select a.* into action
    from public.corporate_actions as a
    where a.id = action_to_apply.action_id;
    if not found then
        raise exception 'there is no corporate action %', coalesce(action_id::text, 'null')
            using errcode = 'KB634',
            detail = jsonb_build_object('action_id', action_id)::text,
            hint = 'Use the id of a row of corporate_actions.';
    end if;
    if not action.is_in_force then
        raise exception 'version % of the % of % is not in force any more',
            action.version, action.kind, action.symbol
            using errcode = 'KB635',
            detail = jsonb_build_object('action_id', action_id, 'version', action.version)::text,
            hint = 'Use the id of the version that is in force.';
    end if;
    if action.ex_date > (now() at time zone 'Asia/Tokyo')::date then
        raise exception 'the % of % is not due before %', action.kind, action.symbol, action.ex_date
            using errcode = 'KB635',
            detail = jsonb_build_object('action_id', action_id, 'ex_date', action.ex_date)::text,
            hint = 'Wait for ex_date in Tokyo.';
    end if;
    return action;
end;
$$;

comment on function kaboom.action_to_apply is
$$A corporate action that may be applied now.

Arguments: action_id. Errors: KB634 unknown, KB635 no longer in force, or not due yet.$$;

revoke execute on function kaboom.action_to_apply from public, anon, authenticated, service_role;
