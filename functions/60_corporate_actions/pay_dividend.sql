create or replace function kaboom.pay_dividend(
    portfolio public.portfolios, action public.corporate_actions, applied public.applied_actions
)
returns public.applied_actions
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    if applied.gross is not null then
        return applied;
    end if;
    applied.shares := kaboom.shares_held_before(
        portfolio.user_id, portfolio.id, action.symbol, action.ex_date
    );
    applied.gross := floor(applied.shares * action.gross_per_share);
    applied.tax := kaboom.dividend_tax(portfolio.account_kind, applied.gross);
    perform kaboom.post_dividend(portfolio.user_id, portfolio.id, action.id, applied.gross, applied.tax);
    return applied;
end;
$$;

comment on function kaboom.pay_dividend is
$$Pay the dividend of the shares that a portfolio held before ex_date, once.

Arguments: portfolio, locked; action; applied, its row of applied_actions. Returns: applied
with shares, gross and tax.
Errors: KB112 balance too large.$$;

revoke execute on function kaboom.pay_dividend from public, anon, authenticated, service_role;
