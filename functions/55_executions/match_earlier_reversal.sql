create or replace function kaboom.match_earlier_reversal(reversal public.trade_executions)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    earlier public.trade_executions;
begin
    select e.* into earlier
    from public.trade_executions as e
    where e.user_id = reversal.user_id
        and (e.execution_id = reversal.execution_id or e.reverses = reversal.reverses)
    order by e.execution_id = reversal.execution_id desc
    limit 1;
    if not found then
        return false;
    end if;
    if (earlier.execution_id, earlier.reverses) = (reversal.execution_id, reversal.reverses) then
        return true;
    end if;
    if earlier.execution_id = reversal.execution_id then
        raise exception 'execution_id % is another execution, not the reversal of %',
            reversal.execution_id, reversal.reverses
            using errcode = 'KB122',
            detail = jsonb_build_object(
                'execution_id', reversal.execution_id, 'trade_id', earlier.trade_id
            )::text,
            hint = 'Each execution has an id of its own.';
    end if;
    raise exception 'fill % is reversed already, by %', reversal.reverses, earlier.execution_id
        using errcode = 'KB141',
        detail = jsonb_build_object('reverses', reversal.reverses, 'reversed_by', earlier.execution_id)::text,
        hint = 'A fill is reversed once.';
end;
$$;

comment on function kaboom.match_earlier_reversal is
$$Whether this very reversal has been recorded before.

Arguments: reversal, with its user_id. Errors: KB122 its id is another execution's, KB141 its
fill is reversed already.$$;

revoke execute on function kaboom.match_earlier_reversal from public, anon, authenticated, service_role;
