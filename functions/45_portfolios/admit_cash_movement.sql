-- Nobody spends money that a waiting order has reserved.
create or replace function kaboom.admit_cash_movement()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
    first_entry public.cash_ledger;
    last_entry public.cash_ledger;
    balance numeric;
begin
    if coalesce(new.idempotency_key !~ '\S', true) then
        raise exception 'a % needs an idempotency_key', new.kind
            using errcode = 'KB207', hint = 'Send a key of your own, the same one when you repeat the request.';
    end if;
    if new.kind not in ('deposit', 'withdrawal', 'adjustment')
        or not (
            case new.kind
                when 'deposit' then new.amount > 0
                when 'withdrawal' then new.amount < 0
                else new.amount <> 0
            end
        )
        or new.amount = 'NaN'
    then
        raise exception '% is no amount of a %', new.amount, new.kind
            using errcode = 'KB205', hint = 'Deposits are above zero, withdrawals below; other kinds are written by the database.';
    end if;

    portfolio := kaboom.lock_portfolio(new.user_id, new.portfolio_id);
    new.user_id := portfolio.user_id;

    select l.* into first_entry
    from public.cash_ledger as l
    where l.user_id = new.user_id
        and l.idempotency_key = new.idempotency_key;
    if found then
        if (first_entry.portfolio_id, first_entry.kind, first_entry.amount) = (new.portfolio_id, new.kind, new.amount) then
            return null;
        end if;
        raise exception 'idempotency_key % belongs to the % of % in portfolio %, not to the % of % in portfolio %',
            new.idempotency_key, first_entry.kind, first_entry.amount, first_entry.portfolio_id,
            new.kind, new.amount, new.portfolio_id
            using errcode = 'KB120', hint = 'Use a new key for a new movement.';
    end if;

    if not portfolio.is_active then
        raise exception 'portfolio % is archived', portfolio.id
            using errcode = 'KB102', hint = 'Set is_active to true first.';
    end if;
    -- From the ledger itself: of several entries in one statement each follows the one before.
    select l.* into last_entry
    from public.cash_ledger as l
    where l.user_id = new.user_id
        and l.portfolio_id = new.portfolio_id
    order by l.entry_no desc
    limit 1;
    if not found then
        raise exception 'portfolio % is just being opened', new.portfolio_id
            using errcode = 'KB134', hint = 'Move cash by a statement of its own.';
    end if;
    balance := last_entry.balance_after + new.amount;
    if balance < portfolio.reserved_balance then
        raise exception 'free cash % does not cover %', last_entry.balance_after - portfolio.reserved_balance, -new.amount
            using errcode = 'KB110', hint = 'Cancel a waiting purchase, or take less.';
    end if;
    if balance >= 1e13 or (new.kind = 'deposit' and portfolio.capital_paid_in + new.amount >= 1e13) then
        raise exception 'a balance of % is more than a portfolio can hold', balance
            using errcode = 'KB112', hint = 'Keep a portfolio below 10,000,000,000,000 yen.';
    end if;
    new.entry_no := last_entry.entry_no + 1;
    new.balance_after := balance;
    return new;
end;
$$;

comment on function kaboom.admit_cash_movement is
'Trigger: checks and numbers a movement of cash. KB101, KB102, KB110, KB112, KB120, KB205, KB207.';

revoke execute on function kaboom.admit_cash_movement from public, anon, authenticated, service_role;
