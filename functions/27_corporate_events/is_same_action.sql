create or replace function kaboom.is_same_action(
    earlier public.corporate_actions, sent public.corporate_actions
)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return (earlier.is_void, earlier.old_shares, earlier.new_shares, earlier.gross_per_share)
        is not distinct from (sent.is_void, sent.old_shares, sent.new_shares, sent.gross_per_share)
        -- What was stated later is not contradicted by its first version.
        and earlier.fraction_price is not distinct from coalesce(sent.fraction_price, earlier.fraction_price)
        and earlier.record_date is not distinct from coalesce(sent.record_date, earlier.record_date)
        and earlier.pay_date is not distinct from coalesce(sent.pay_date, earlier.pay_date);
end;
$$;

comment on function kaboom.is_same_action is
'Whether a corporate action that is sent again says nothing else. Arguments: earlier, as stored; sent.';

revoke execute on function kaboom.is_same_action from public, anon, authenticated, service_role;
