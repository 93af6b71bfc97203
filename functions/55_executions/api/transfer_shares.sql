-- A thin name for an insert into position_adjustments: the same grants, policies and triggers meet it.
create or replace function public.transfer_shares(
    portfolio_id uuid,
    symbol text,
    quantity numeric,
    cost numeric,
    idempotency_key text,
    note text default null,
    symbol_name text default null,
    user_id uuid default null
)
returns public.position_adjustments
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    transfer public.position_adjustments;
begin
    insert into public.position_adjustments (
        user_id, portfolio_id, symbol, symbol_name, kind, quantity, cost, idempotency_key, note
    )
    values (
        coalesce(transfer_shares.user_id, auth.uid()), transfer_shares.portfolio_id, transfer_shares.symbol,
        transfer_shares.symbol_name, 'transfer',
        transfer_shares.quantity, transfer_shares.cost, transfer_shares.idempotency_key, transfer_shares.note
    )
    returning * into transfer;
    if not found then
        select a.* into transfer
        from public.position_adjustments as a
        join public.portfolios as p on p.user_id = a.user_id
        where p.id = transfer_shares.portfolio_id
            and a.idempotency_key = transfer_shares.idempotency_key;
    end if;
    return transfer;
end;
$$;

comment on function public.transfer_shares is
$$Move shares from another account into a portfolio, or out of it to another account. No cash moves.

For the service role, and for the owner where the setting owners_may_transfer is true.
The same idempotency_key with the same content returns the first transfer and moves nothing;
with other content it fails.

Arguments: portfolio_id; symbol, a code of the Tokyo Stock Exchange; quantity in shares, negative
where they leave; cost, yen that incoming shares cost in all, 0 where nothing was paid; of shares that
leave null, because they take their part of the moving average; idempotency_key, 1 to 100 characters,
unique within the user; note, at most 1,000 characters; symbol_name; user_id of the owner, which only a
router between servers needs.
Returns: the adjustment.
Errors: KB101 unknown portfolio, KB102 archived, KB106 owners may not transfer, KB111 not enough free shares,
KB112 too much for a portfolio, KB120 key used for another movement, KB134 portfolio busy, KB201 symbol,
KB202 quantity, KB207 no key, KB208 position too large, KB211 key not valid, KB213 cost, KB220 too many rows,
KB401 a setting is missing, KB402 a setting is not valid.$$;

revoke execute on function public.transfer_shares from public, anon, authenticated, service_role;
grant execute on function public.transfer_shares to authenticated, service_role;
