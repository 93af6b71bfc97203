-- AFTER each change of a row, for tables that change seldom. audit_trade writes those of orders, which change
-- with every fill.
create or replace function kaboom.audit_row()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    -- The database writes these all the time, and other tables record them; who changed a setting is in
    -- user_id.
    silent constant text[] := array[
        'updated_at', 'updated_by', 'last_activity', 'current_balance', 'reserved_balance',
        'capital_paid_in', 'capital_withdrawn', 'adjustments', 'other_income', 'dividends_received',
        'fractions_receivable', 'cost_transferred', 'realized_pnl', 'commission_paid', 'tax_paid',
        'total_invested', 'total_return',
        'return_percentage', 'last_entry_no', 'valued_entry_no', 'archived_by'
    ];
    before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - silent end;
    after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - silent end;
    resource_id constant uuid := (coalesce(after, before) ->> 'id')::uuid;
    owner uuid := case tg_argv[0]
        when 'user_profile' then (coalesce(after, before) ->> 'id')::uuid
        when 'system_setting' then (kaboom.request_origin()).caller
        else (coalesce(after, before) ->> 'user_id')::uuid
    end;
begin
    if tg_op = 'UPDATE' then
        select jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, after -> o.key)
        into before, after
        from jsonb_each(before) as o
        where o.value is distinct from after -> o.key;
        if after is null then
            return null;
        end if;
    end if;
    if tg_op = 'DELETE' or tg_argv[0] = 'system_setting' then
        -- Because the trail of an erased account must hold neither its id nor its data.
        select u.id into owner from auth.users as u where u.id = owner;
        if owner is null and tg_argv[0] <> 'system_setting' then
            before := null;
        end if;
    end if;
    perform kaboom.write_audit(
        owner,
        tg_argv[0]
            || case tg_op when 'INSERT' then '_created' when 'UPDATE' then '_updated' else '_deleted' end,
        tg_argv[0],
        case when owner is not null or tg_argv[0] <> 'user_profile' then resource_id end, before, after
    );
    return null;
end;
$$;

comment on function kaboom.audit_row is
$$Trigger: writes the audit row of a changed row; of an update only the changed columns.

Arguments: the resource_type, which also begins the action: portfolio gives portfolio_created.$$;

revoke execute on function kaboom.audit_row from public, anon, authenticated, service_role;
