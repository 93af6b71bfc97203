begin;
select plan(12);

-- Because a statement with very many rows holds its locks for very long. Many statements in one transaction may write more. Rows
-- that repeat an earlier one count as well, and are quick to test with.
select tests.sign_in('taro');
select tests.open_portfolio('main', 1000000);
select tests.sign_in_as_service();
insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, client_order_id)
values (tests.portfolio_id('main'), '7203', 'buy', 100, 1, 'open');

create function pg_temp.statement(table_name text, n integer) returns text language sql as $$
    select format(case table_name
        when 'cash_ledger' then 'insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
            select tests.portfolio_id(''main''), ''deposit'', 1, ''d'' from generate_series(1, %s)'
        when 'trade_executions' then 'insert into public.trade_executions (trade_id, execution_id, quantity, price)
            select tests.order_id(''taro'', ''open''), ''e'', 1, 1 from generate_series(1, %s)'
        when 'position_adjustments' then 'insert into public.position_adjustments (portfolio_id, symbol, quantity, cost,
                idempotency_key)
            select tests.portfolio_id(''main''), ''6758'', 1, 1, ''a'' from generate_series(1, %s)'
        else 'insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, client_order_id)
            select tests.portfolio_id(''main''), ''7203'', ''buy'', 1, 1, ''o'' from generate_series(1, %s)'
    end, n);
$$;
create temporary table writable (table_name) as
values ('cash_ledger'), ('trade_executions'), ('position_adjustments'), ('trades');
grant select on writable to public;

select matches(
    o.code || ' ' || o.message, format(E'^KB220 .*more than 1000 rows of %s\nSend at most 1000 rows in one request', table_name),
    format('one statement with 1,001 rows of %s is refused, and the message names the table and the bound', table_name)
)
from writable, tests.outcome(pg_temp.statement(table_name, 1001)) as o;
select lives_ok(pg_temp.statement('cash_ledger', 1000), 'one statement may have 1,000 rows');
select lives_ok(pg_temp.statement(table_name, 10), format('refused statements leave nothing behind: 10 rows of %s', table_name))
from writable;

-- Each statement counts for itself, also inside of a block or of a function.
select lives_ok(
    $do$do $block$
    begin
        for n in 1..1001 loop
            insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
            values (tests.portfolio_id('main'), 'deposit', 1, 'd');
        end loop;
    end;
    $block$$do$, '1,001 single statements of a block are not counted together'
);
-- 1 deposit, 1 fill of 1 yen, 1 transfer, and the orders of 100 and of 1 share; the commission of 0.001 yen rounds to 0.
select results_eq(
    $$select p.capital_paid_in, p.current_balance, p.reserved_balance, p.cost_transferred from public.portfolios as p
    where p.id = tests.portfolio_id('main')$$,
    'values (1000001.00, 1000000.00, 100.10, 1.00)', 'rows that repeat an earlier one of their statement count once'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
