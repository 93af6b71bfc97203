-- BEFORE INSERT: checks the movement, locks the portfolio, looks the key up, and numbers the entry.
create or replace function kaboom.admit_cash_movement()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    portfolio public.portfolios;
    earlier public.cash_ledger;
    last_entry public.cash_ledger;
begin
    perform kaboom.count_row('cash_ledger');
    perform kaboom.check_cash_movement(new);
    portfolio := kaboom.lock_portfolio(new.user_id, new.portfolio_id);
    new.user_id := portfolio.user_id;

    select l.* into earlier
    from public.cash_ledger as l
    where l.user_id = new.user_id
        and l.idempotency_key = new.idempotency_key;
    if found then
        if (earlier.portfolio_id, earlier.kind, earlier.amount)
            = (new.portfolio_id, new.kind, new.amount)
        then
            return null;
        end if;
        raise exception
            'idempotency_key % belongs to the % of % in portfolio %, not to the % of % in portfolio %',
            new.idempotency_key, earlier.kind, earlier.amount, earlier.portfolio_id,
            new.kind, new.amount, new.portfolio_id
            using errcode = 'KB120',
            detail = jsonb_build_object('idempotency_key', new.idempotency_key, 'earlier', jsonb_build_object(
                'portfolio_id', earlier.portfolio_id, 'kind', earlier.kind, 'amount', earlier.amount))::text,
            hint = 'Use a new key for a new movement.';
    end if;

    perform kaboom.assert_portfolio_is_active(portfolio);
    -- From the ledger itself: of several entries in one statement each follows the one before.
    select l.* into last_entry
    from public.cash_ledger as l
    where l.user_id = new.user_id
        and l.portfolio_id = new.portfolio_id
    order by l.entry_no desc
    limit 1;
    if not found then
        raise exception 'portfolio % is just being opened', new.portfolio_id
            using errcode = 'KB134',
            detail = jsonb_build_object('portfolio_id', new.portfolio_id)::text,
            hint = 'Move cash by a statement of its own.';
    end if;
    perform kaboom.assert_cash_covers(
        last_entry.balance_after, portfolio.reserved_balance, -new.amount,
        'Cancel a waiting purchase, or take less.'
    );
    perform kaboom.assert_portfolio_holds(new.amount + case new.kind
        when 'deposit' then portfolio.capital_paid_in
        when 'withdrawal' then -portfolio.capital_withdrawn
        when 'adjustment' then portfolio.adjustments
        else portfolio.other_income
    end);
    new.amount := round(new.amount, 2);
    new.entry_no := greatest(portfolio.last_entry_no, last_entry.entry_no) + 1;
    new.balance_after := last_entry.balance_after + new.amount;
    return new;
end;
$$;

comment on function kaboom.admit_cash_movement is
$$Trigger: checks and numbers a movement of cash.

Errors: KB101, KB102, KB110, KB112, KB120, KB134, KB205, KB207, KB211, KB220.$$;

revoke execute on function kaboom.admit_cash_movement from public, anon, authenticated, service_role;
