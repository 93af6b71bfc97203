-- BEFORE INSERT: the action is checked and takes the place of its former version. A feed may send it again.
create or replace function kaboom.admit_action()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    former public.corporate_actions;
    earlier public.corporate_actions;
    base public.corporate_actions;
begin
    new.symbol := public.normalise_symbol(new.symbol);
    new.version := coalesce(new.version, 1);
    new.is_in_force := true;
    -- Because an action that is new has no row to lock, the versions of a share take turns by its name.
    perform pg_advisory_xact_lock(hashtextextended('kaboom: actions of ' || new.symbol, 0));
    select a.* into former
    from public.corporate_actions as a
    where a.symbol = new.symbol
        and a.kind = new.kind
        and a.ex_date = new.ex_date
        and a.is_in_force;
    -- A new version states what changes; the rest is that of the version before it.
    select a.* into base
    from public.corporate_actions as a
    where a.symbol = new.symbol
        and a.kind = new.kind
        and a.ex_date = new.ex_date
        and a.version = new.version - 1;
    new.old_shares := coalesce(new.old_shares, base.old_shares);
    new.new_shares := coalesce(new.new_shares, base.new_shares);
    new.gross_per_share := coalesce(new.gross_per_share, base.gross_per_share);
    new.fraction_price := coalesce(new.fraction_price, base.fraction_price);
    new.record_date := coalesce(new.record_date, base.record_date);
    new.pay_date := coalesce(new.pay_date, base.pay_date);
    perform kaboom.check_action(new);
    select a.* into earlier
    from public.corporate_actions as a
    where a.symbol = new.symbol
        and a.kind = new.kind
        and a.ex_date = new.ex_date
        and a.version = new.version;
    if found and kaboom.is_same_action(earlier, new) then
        return null;
    end if;
    perform kaboom.assert_version_follows(former, earlier, new);
    update public.corporate_actions as a
    set is_in_force = false
    where a.id = former.id;
    return new;
end;
$$;

comment on function kaboom.admit_action is
$$Trigger: checks a corporate action and puts it in force in place of its former version.

Errors: KB201, KB620, KB630, KB631, KB632, KB633, KB638.$$;

revoke execute on function kaboom.admit_action from public, anon, authenticated, service_role;
