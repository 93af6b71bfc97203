-- AFTER UPDATE of deleted_at: Supabase Auth keeps the row of an account that it deletes softly. What
-- identifies the person is removed here, too, and the account is deactivated; its money records stay.
create or replace function kaboom.on_soft_delete()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update public.user_profiles as p
    set display_name = null, avatar_url = null, is_active = false
    where p.id = new.id;
    update public.portfolios as p
    set name = p.id::text, description = null
    where p.user_id = new.id;
    update public.trades as t
    set reason = null
    where t.user_id = new.id
        and t.reason is not null;
    update public.cash_ledger as l
    set note = null
    where l.user_id = new.id
        and l.note is not null;
    update public.position_adjustments as a
    set note = null
    where a.user_id = new.id
        and a.note is not null;
    delete from public.watchlists as w
    where w.user_id = new.id;
    -- Last, because the changes above leave audit rows, too.
    perform kaboom.anonymise_account(new.id);
    return null;
end;
$$;

comment on function kaboom.on_soft_delete is
'Trigger: removes what identifies the person when Supabase Auth deletes an account softly, and deactivates '
'the account.';

revoke execute on function kaboom.on_soft_delete from public, anon, authenticated, service_role;
