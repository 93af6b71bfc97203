-- What can be said of a movement of cash without looking at anything else.
create or replace function kaboom.check_cash_movement(entry public.cash_ledger)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(entry.idempotency_key !~ '\S', true) then
        raise exception 'a % needs an idempotency_key', coalesce(entry.kind, 'null')
            using errcode = 'KB207',
            detail = jsonb_build_object('kind', entry.kind)::text,
            hint = 'Send a key of your own, the same one when you repeat the request.';
    end if;
    if not kaboom.is_id(entry.idempotency_key) then
        raise exception 'idempotency_key % has a blank at one end, or more than 100 characters',
            left(entry.idempotency_key, 120)
            using errcode = 'KB211',
            detail = jsonb_build_object('member', 'idempotency_key')::text,
            hint = 'Send 1 to 100 characters without blanks at the ends.';
    end if;
    if not (
        case entry.kind
            when 'deposit' then entry.amount > 0
            when 'withdrawal' then entry.amount < 0
            else entry.kind in ('adjustment', 'fee', 'interest', 'capital_gains_tax') and entry.amount <> 0
        end
        and kaboom.is_amount(entry.amount)
    ) is true then
        raise exception '% is no amount of a %',
            coalesce(entry.amount::text, 'null'), coalesce(entry.kind, 'null')
            using errcode = 'KB205',
            detail = jsonb_build_object('kind', entry.kind, 'amount', entry.amount)::text,
            hint = 'Deposits are above zero, withdrawals below, with at most two decimals and below '
                '10,000,000,000,000; ' || 'fee, interest, capital_gains_tax and adjustment are either; '
                'other kinds are written by the database.';
    end if;
end;
$$;

comment on function kaboom.check_cash_movement is
'Refuse a movement of cash that no portfolio could take. Arguments: entry. Errors: KB205, KB207, KB211.';

revoke execute on function kaboom.check_cash_movement from public, anon, authenticated, service_role;
