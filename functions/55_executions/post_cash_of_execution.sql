create or replace function kaboom.post_cash_of_execution(
    portfolio public.portfolios, trade public.trades, execution public.trade_executions, net numeric
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    is_reversal constant boolean := execution.reverses is not null;
    -- A reversal takes everything back in one entry.
    commission constant numeric := case when is_reversal then 0 else execution.commission end;
    tax constant numeric := case when is_reversal then 0 else execution.tax end;
    balance constant numeric := portfolio.current_balance + net;
begin
    insert into public.cash_ledger (user_id, portfolio_id, entry_no, kind, amount, balance_after, execution_id)
    select portfolio.user_id, portfolio.id, part.entry_no, part.kind, part.amount, part.balance_after, execution.execution_id
    from (
        values
            (execution.entry_no, case when is_reversal then 'reversal' else trade.trade_type end, net + commission + tax,
                balance + commission + tax),
            (execution.entry_no + 1, 'commission', -commission, balance + tax),
            (execution.entry_no + 1 + (commission <> 0)::integer, 'tax', -tax, balance)
    ) as part (entry_no, kind, amount, balance_after)
    -- A reversal may be of nothing, and is an entry all the same.
    where part.amount <> 0
        or part.entry_no = execution.entry_no;
end;
$$;

comment on function kaboom.post_cash_of_execution is
$$Append the cash of an execution to the ledger: its amount, its commission and its tax, or one entry for a reversal.

Arguments: portfolio before; trade; execution, computed; net, yen that it brings in.$$;

revoke execute on function kaboom.post_cash_of_execution from public, anon, authenticated, service_role;
