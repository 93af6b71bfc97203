-- Without an entry that is taken back, what came after it must still have been possible.
create or replace function kaboom.assert_replay_holds(
    symbol text, owned integer, oversold boolean, current_position public.positions, entry text
)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if oversold then
        raise exception 'without % more of % would have left than there was', entry, symbol
            using errcode = 'KB142',
            detail = jsonb_build_object('symbol', symbol, 'without', entry)::text,
            hint = 'Reverse the later sales first.';
    end if;
    if owned < current_position.reserved_quantity and owned < current_position.quantity then
        raise exception 'without % % shares of % remain, of which % wait to be sold',
            entry, owned, symbol, current_position.reserved_quantity
            using errcode = 'KB111',
            detail = jsonb_build_object(
                'symbol', symbol, 'free', owned, 'needed', current_position.reserved_quantity,
                'reserved', current_position.reserved_quantity
            )::text,
            hint = 'Cancel a waiting sale, then send the reversal again.';
    end if;
end;
$$;

comment on function kaboom.assert_replay_holds is
$$Refuse to take an entry back that later sales, or open ones, need.

Arguments: symbol; owned and oversold, as the replay without the entry gives them; current_position; entry,
its name for the message. Errors: KB111 shares wait to be sold, KB142 a later sale would lack shares.$$;

revoke execute on function kaboom.assert_replay_holds from public, anon, authenticated, service_role;
