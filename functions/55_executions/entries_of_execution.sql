-- The one place that knows how an execution stands in the ledger: its amount, then what the broker takes.
-- A reversal takes everything back in one entry, which may be of nothing.
create or replace function kaboom.entries_of_execution(
    portfolio_id uuid, trade_type text, execution public.trade_executions, balance numeric
)
returns public.cash_ledger[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    entries public.cash_ledger[];
    entry public.cash_ledger;
begin
    entry.user_id := execution.user_id;
    entry.portfolio_id := entries_of_execution.portfolio_id;
    entry.execution_id := execution.execution_id;
    entry.entry_no := execution.entry_no;
    if execution.reverses is not null then
        entry.kind := 'reversal';
        entry.amount := kaboom.net_cash(trade_type, execution);
        entry.balance_after := balance;
        return array[entry];
    end if;

    entry.kind := trade_type;
    entry.amount := case trade_type when 'buy' then -execution.amount else execution.amount end;
    entry.balance_after := balance + execution.commission + execution.tax;
    entries := array[entry];
    if execution.commission <> 0 then
        entry.kind := 'commission';
        entry.entry_no := entry.entry_no + 1;
        entry.amount := -execution.commission;
        entry.balance_after := balance + execution.tax;
        entries := entries || entry;
    end if;
    if execution.tax <> 0 then
        entry.kind := 'tax';
        entry.entry_no := entry.entry_no + 1;
        entry.amount := -execution.tax;
        entry.balance_after := balance;
        entries := entries || entry;
    end if;
    return entries;
end;
$$;

comment on function kaboom.entries_of_execution is
$$The cash of an execution as entries of the ledger: its amount, its commission and its tax, or
one entry for a reversal.

Arguments: portfolio_id; trade_type of its order; execution, computed; balance, cash in yen after it.$$;

revoke execute on function kaboom.entries_of_execution from public, anon, authenticated, service_role;
