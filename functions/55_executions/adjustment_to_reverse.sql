create or replace function kaboom.adjustment_to_reverse(reversal public.position_adjustments)
returns public.position_adjustments
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    original public.position_adjustments;
    earlier public.position_adjustments;
begin
    select a.* into original
    from public.position_adjustments as a
    where a.user_id = reversal.user_id
        and a.portfolio_id = reversal.portfolio_id
        and a.entry_no = reversal.reverses
        and a.kind in ('transfer', 'correction');
    if not found then
        raise exception 'portfolio % has no movement of shares %',
            reversal.portfolio_id, coalesce(reversal.reverses::text, 'null')
            using errcode = 'KB143',
            detail = jsonb_build_object(
                'portfolio_id', reversal.portfolio_id, 'entry_no', reversal.reverses
            )::text,
            hint = 'Name the entry_no of a transfer or a correction; a reversal cannot be reversed, and what '
                'a corporate action ' || 'did is taken back by reverse_corporate_action.';
    end if;
    select a.* into earlier
    from public.position_adjustments as a
    where a.user_id = reversal.user_id
        and a.portfolio_id = reversal.portfolio_id
        and a.reverses = reversal.reverses;
    if found then
        raise exception 'movement of shares % is reversed already, by entry %',
            coalesce(reversal.reverses::text, 'null'), earlier.entry_no
            using errcode = 'KB141',
            detail = jsonb_build_object('reverses', reversal.reverses, 'reversed_by', earlier.entry_no)::text,
            hint = 'A movement is reversed once.';
    end if;
    return original;
end;
$$;

comment on function kaboom.adjustment_to_reverse is
$$The movement of shares that is to be taken back.

Arguments: reversal, with its user_id, portfolio_id and reverses. Errors: KB141 reversed already,
KB143 no such movement.$$;

revoke execute on function kaboom.adjustment_to_reverse from public, anon, authenticated, service_role;
