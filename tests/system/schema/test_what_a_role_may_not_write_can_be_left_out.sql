begin;
select plan(4);

create temporary table left_out as
select c.relname, a.attname, pg_get_expr(d.adbin, d.adrelid) as expression
from pg_class as c
join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
where c.relnamespace = 'public'::regnamespace
    and c.relkind in ('r', 'p')
    and not c.relispartition
    and exists (
        select from unnest('{anon,authenticated,service_role}'::name[]) as r (role)
        where has_any_column_privilege(r.role, c.oid, 'insert')
            and not has_column_privilege(r.role, c.oid, a.attnum, 'insert')
    );
select cmp_ok((select count(distinct relname) from left_out), '>=', 9::bigint, 'the tables that clients fill have been found');
select is_empty(
    'select relname, attname from left_out where expression is null',
    'a column that one role of those that fill the table may not write has a default, so that types and ORMs leave it out'
);

-- The rows as the first trigger finds them.
create temporary table seen (relname name, found jsonb);
grant insert on seen to public;
create function pg_temp.see() returns trigger language plpgsql as $$
begin
    insert into seen values (tg_table_name, to_jsonb(new));
    return new;
end;
$$;
create trigger "0" before insert on public.portfolios for each row execute function pg_temp.see();
create trigger "0" before insert on public.trades for each row execute function pg_temp.see();
create trigger "0" before insert on public.trade_executions for each row execute function pg_temp.see();
create trigger "0" before insert on public.cash_ledger for each row when (new.kind = 'deposit') execute function pg_temp.see();
create trigger "0" before insert on public.position_adjustments for each row execute function pg_temp.see();
create trigger "0" before insert on public.backtest_results for each row execute function pg_temp.see();
create trigger "0" before insert on public.ai_analysis_results for each row execute function pg_temp.see();
select tests.sign_in('saver');
select tests.open_portfolio('main', 1000000);
insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, client_order_id)
values (tests.portfolio_id('main'), '7203', 'buy', 100, 1000, 'first');
insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
values (tests.portfolio_id('main'), 'deposit', 100, 'first');
insert into public.backtest_results (strategy_name, strategy_config, symbols, start_date, end_date, initial_capital)
values ('mine', '{}', '{7203}', '2024-01-04', '2024-01-05', 1000000);
insert into public.ai_analysis_results (request_id, symbol, analysis_types, models_used)
values ('first', '7203', '{technical}', '{openai/gpt-4-turbo-preview}');
select tests.sign_in_as_service();
insert into public.trade_executions (trade_id, execution_id, quantity, price)
select t.id, 'first', 100, 1000 from public.trades as t where t.user_id = tests.user_id('saver');
insert into public.position_adjustments (user_id, portfolio_id, symbol, quantity, cost, idempotency_key)
values (tests.user_id('saver'), tests.portfolio_id('main'), '9984', 100, 1000, 'first');
select tests.sign_out();
select is_empty(
    $$select distinct relname from left_out where expression ilike 'coalesce(null%' except select relname from seen$$,
    'a row of each table with such a default has been inserted'
);
select is_empty(
    $$select s.relname, l.attname
    from seen as s
    join left_out as l on l.relname = s.relname and l.expression ilike 'coalesce(null%'
    where s.found -> l.attname <> 'null'$$,
    'where a table does not say with what a row begins, a trigger finds null in what was left out'
);

select * from finish();
rollback;
