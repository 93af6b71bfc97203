create or replace function kaboom.post_dividend(
    user_id uuid, portfolio_id uuid, action_id uuid, gross numeric, tax numeric
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    net constant numeric := gross - tax;
    entries constant integer := (gross <> 0)::integer + (tax <> 0)::integer;
    portfolio public.portfolios;
begin
    select p.* into strict portfolio
    from public.portfolios as p
    where p.user_id = post_dividend.user_id
        and p.id = post_dividend.portfolio_id;
    perform kaboom.assert_cash_covers(
        portfolio.current_balance, portfolio.reserved_balance, -net,
        'Deposit cash, or cancel a waiting purchase, then try again.'
    );
    perform kaboom.assert_portfolio_holds(portfolio.dividends_received + net);
    update public.portfolios as p
    set current_balance = portfolio.current_balance + net,
        dividends_received = portfolio.dividends_received + net,
        last_entry_no = portfolio.last_entry_no + entries,
        updated_at = now()
    where p.user_id = portfolio.user_id
        and p.id = portfolio.id;
    -- Where dividend and tax are taken back, the tax comes first, so that the balance after each
    -- entry is not below zero.
    insert into public.cash_ledger (user_id, portfolio_id, entry_no, kind, amount, balance_after, action_id)
    select portfolio.user_id, portfolio.id,
        portfolio.last_entry_no + row_number() over (order by part.amount desc),
        part.kind, part.amount,
        portfolio.current_balance + sum(part.amount) over (order by part.amount desc), post_dividend.action_id
    from (values ('dividend', gross), ('dividend_tax', -tax)) as part (kind, amount)
    where part.amount <> 0;
end;
$$;

comment on function kaboom.post_dividend is
$$Post a dividend and its tax, or what changes of them, to the portfolio and the ledger.

Arguments: user_id and portfolio_id, locked; action_id; gross and tax in yen, negative
where they are taken back.
Errors: KB110 not enough free cash, KB112 balance too large.$$;

revoke execute on function kaboom.post_dividend from public, anon, authenticated, service_role;
