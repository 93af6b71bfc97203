-- PL/pgSQL, because it is created before the function that it calls.
create or replace function kaboom.action_parts()
returns setof text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
    return query
    select jsonb_build_object(
        'action_id', d.action_id, 'user_id', d.user_id, 'portfolio_id', d.portfolio_id
    )::text
    from kaboom.due_actions() as d
    join public.corporate_actions as a on a.id = d.action_id
    -- Earlier actions of a share count first.
    order by a.ex_date, d.user_id, d.portfolio_id;
end;
$$;

comment on function kaboom.action_parts is
'What corporate actions have to do, one portfolio a part, each a text that kaboom.apply_action_part takes.';

revoke execute on function kaboom.action_parts from public, anon, authenticated, service_role;
