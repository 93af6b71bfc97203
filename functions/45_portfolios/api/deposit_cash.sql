-- A thin name for an insert into cash_ledger: the same grants, policies and triggers meet it.
create or replace function public.deposit_cash(
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
declare
    entry public.cash_ledger;
begin
    if coalesce(amount <> round(amount, 2) or not (amount > 0 and amount < 1e13), true) then
        raise exception '% is no amount of yen', amount
            using errcode = 'KB205', hint = 'Send an amount above zero and below 10,000,000,000,000 with at most two decimals.';
    end if;
    insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key, note)
    values (deposit_cash.portfolio_id, 'deposit', deposit_cash.amount, deposit_cash.idempotency_key, deposit_cash.note)
    returning * into entry;
    if not found then
        select l.* into entry
        from public.cash_ledger as l
        join public.portfolios as p on p.user_id = l.user_id
        where p.id = deposit_cash.portfolio_id
            and l.idempotency_key = deposit_cash.idempotency_key;
    end if;
    return entry;
end;
$$;

comment on function public.deposit_cash is
$$Pay cash into a portfolio.

The same idempotency_key with the same content returns the first entry and moves nothing; with other content it fails.

Arguments: portfolio_id; amount in yen, positive, at most two decimals; idempotency_key, unique within the user; note.
Returns: the ledger entry.
Errors: KB101 unknown portfolio, KB102 archived, KB112 balance too large, KB120 key used for another entry, KB205 amount not valid,
KB207 no key.$$;

revoke execute on function public.deposit_cash from public, anon, authenticated, service_role;
grant execute on function public.deposit_cash to authenticated, service_role;
