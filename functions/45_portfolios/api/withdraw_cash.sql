-- PL/pgSQL, because it is created before the function that it calls.
create or replace function public.withdraw_cash(
    portfolio_id uuid,
    amount numeric,
    idempotency_key text,
    note text default null
)
returns public.cash_ledger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    return public.move_cash(portfolio_id, 'withdrawal', -amount, idempotency_key, note);
end;
$$;

comment on function public.withdraw_cash is
$$Withdraw cash from a portfolio.

Takes free cash only: the balance less what waiting purchases reserve.

The same idempotency_key with the same content returns the first entry and moves nothing;
with other content it fails.

Arguments: portfolio_id; amount in yen, positive, at most two decimals; idempotency_key, 1 to 100 characters,
unique within the user; note, at most 1,000 characters.
Returns: the ledger entry.
Errors: KB101 unknown portfolio, KB102 archived, KB110 not enough free cash, KB112 balance too large,
KB120 key used for another entry, KB134 portfolio busy, KB205 amount not valid, KB207 no key, KB211 key not
valid, KB220 too many rows.$$;

revoke execute on function public.withdraw_cash from public, anon, authenticated, service_role;
grant execute on function public.withdraw_cash to authenticated, service_role;
