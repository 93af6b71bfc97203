-- Definer: the work is internal, and only the service role may call for it.
create or replace function public.apply_corporate_action(
    action_id uuid, portfolio_id uuid default null, at_most integer default 100
)
returns setof public.applied_actions
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    portion constant integer := least(greatest(coalesce(at_most, 100), 1), 1000);
    owner uuid;
    due record;
begin
    perform kaboom.action_to_apply(action_id);
    if portfolio_id is not null then
        select p.user_id into owner
        from public.portfolios as p
        where p.id = apply_corporate_action.portfolio_id;
        return next kaboom.apply_action(owner, portfolio_id, action_id);
        return;
    end if;
    for due in
        select d.*
        from kaboom.due_actions(apply_corporate_action.action_id) as d
        order by d.user_id, d.portfolio_id
        limit portion
    loop
        return next kaboom.try_action(due.user_id, due.portfolio_id, due.action_id);
    end loop;
end;
$$;

comment on function public.apply_corporate_action is
$$Apply a corporate action to the portfolios that it concerns. For the service role.

The job "apply corporate actions" does so by itself. Each portfolio is applied whole or not at all;
what is done already is not done again. Without portfolio_id a portfolio that cannot take the action is
returned with its error, and tried again by the job. With portfolio_id its error is raised, and an action that
reverse_corporate_action took back there is applied again.

Arguments: action_id of corporate_actions, in force and due; portfolio_id, for one portfolio only;
at_most, portfolios in this call, 1 to 1,000, each of which is locked until the call is committed.
Call again until no row returns.
Returns: rows of applied_actions.
Errors: KB101 unknown portfolio, KB110 not enough free cash, KB111 shares wait to be sold, KB112 balance too
large, KB134 portfolio busy, KB208 position too large, KB634 unknown action, KB635 not in force or not due,
KB636 a late fill does not become whole shares, KB639 later sales would lack shares.$$;

revoke execute on function public.apply_corporate_action from public, anon, authenticated, service_role;
grant execute on function public.apply_corporate_action to service_role;
