-- A thin name for an insert into cash_ledger: the same grants, policies and triggers meet it.
create or replace function public.move_cash(
    portfolio_id uuid,
    kind text,
    amount numeric,
    idempotency_key text,
    note text default null,
    user_id uuid default null
)
returns public.cash_ledger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    entry public.cash_ledger;
begin
    insert into public.cash_ledger (user_id, portfolio_id, kind, amount, idempotency_key, note)
    values (
        coalesce(move_cash.user_id, auth.uid()), move_cash.portfolio_id, move_cash.kind, move_cash.amount,
        move_cash.idempotency_key, move_cash.note
    )
    returning * into entry;
    if not found then
        select l.* into entry
        from public.cash_ledger as l
        join public.portfolios as p on p.user_id = l.user_id
        where p.id = move_cash.portfolio_id
            and l.idempotency_key = move_cash.idempotency_key;
    end if;
    return entry;
end;
$$;

comment on function public.move_cash is
$$Move cash into or out of a portfolio by any kind of entry that the caller may write.

The same idempotency_key with the same content returns the first entry and moves nothing;
with other content it fails.

Arguments: portfolio_id; kind: deposit or withdrawal, for the service role also fee, interest,
capital_gains_tax (each of either sign) and adjustment; amount in yen, at most two decimals, negative where
cash leaves; idempotency_key, 1 to 100 characters, unique within the user; note, at most 1,000 characters;
user_id of the owner, which only a router between servers needs.
Returns: the ledger entry.
Errors: KB101 unknown portfolio, KB102 archived, KB110 not enough free cash, KB112 balance too large,
KB120 key used for another entry, KB134 portfolio busy, KB205 amount or kind not valid, KB207 no key,
KB211 key not valid, KB220 too many rows.$$;

revoke execute on function public.move_cash from public, anon, authenticated, service_role;
grant execute on function public.move_cash to authenticated, service_role;
