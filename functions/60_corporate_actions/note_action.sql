create or replace function kaboom.note_action(applied public.applied_actions)
returns public.applied_actions
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    noted public.applied_actions;
begin
    insert into public.applied_actions as x (
        user_id, portfolio_id, action_id, state, error, entry_no, seen_entry_no, fraction, shares, gross,
        tax, is_stated
    )
    values (
        applied.user_id, applied.portfolio_id, applied.action_id, applied.state,
        applied.error, applied.entry_no,
        (
            select p.last_entry_no
            from public.portfolios as p
            where p.user_id = applied.user_id
                and p.id = applied.portfolio_id
        ),
        applied.fraction, applied.shares, applied.gross, applied.tax, coalesce(applied.is_stated, false)
    )
    on conflict on constraint applied_actions_pkey do update
    set state = excluded.state,
        error = excluded.error,
        entry_no = excluded.entry_no,
        seen_entry_no = excluded.seen_entry_no,
        fraction = excluded.fraction,
        shares = excluded.shares,
        gross = excluded.gross,
        tax = excluded.tax,
        is_stated = excluded.is_stated,
        updated_at = now()
    returning x.* into noted;
    return noted;
end;
$$;

comment on function kaboom.note_action is
'Write what an action did to a portfolio. Arguments: applied. Returns: the row of applied_actions.';

revoke execute on function kaboom.note_action from public, anon, authenticated, service_role;
