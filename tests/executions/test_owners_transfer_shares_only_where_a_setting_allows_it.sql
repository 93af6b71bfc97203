begin;
select plan(27);

create function pg_temp.statement(way text, key text, portfolio text, kind text default 'transfer') returns text
language sql as $$
    select case way
        when 'functions' then format('select public.transfer_shares(tests.portfolio_id(%L), ''7203'', 10, 5000, %L)',
            portfolio, key)
        else format('insert into public.position_adjustments (portfolio_id, symbol, kind, quantity, cost, idempotency_key)
            values (tests.portfolio_id(%L), ''7203'', %L, 10, 5000, %L)', portfolio, kind, key)
    end;
$$;
create function pg_temp.allow(allowed text) returns void language plpgsql as $$
begin
    perform tests.sign_in_as_service();
    update public.system_settings set value = allowed::jsonb where key = 'owners_may_transfer';
end;
$$;
select tests.sign_in('other');
select tests.open_portfolio('of another user', 1);
select tests.sign_in('taro');
select tests.open_portfolio('main', 1000000);

select is((select s.value from public.system_settings as s where s.key = 'owners_may_transfer'), 'false'::jsonb,
    'by default owners may not move shares');
select is(
    tests.code(pg_temp.statement(way, 't1', 'main')), 'KB106', format('by default an owner may not transfer shares by %s', way)
)
from unnest(tests.ways()) as way;
select matches(
    (tests.outcome(pg_temp.statement('functions', 't1', 'main'))).message, 'Ask the operator',
    'the refusal tells an owner to ask the operator'
);

select pg_temp.allow('true');
select tests.sign_in('taro');
select is(
    tests.code(pg_temp.statement(way, way, 'main')), 'done',
    format('where the setting is true an owner transfers shares by %s', way)
)
from unnest(tests.ways()) as way;
select results_eq(
    'select h.quantity, h.cost_basis, p.current_balance, p.cost_transferred
    from public.portfolios as p join public.positions as h on h.portfolio_id = p.id',
    'values (20, 10000.00, 1000000.00, 10000.00)', 'shares that an owner transfers are in the position'
);
select is(
    tests.code($$select public.transfer_shares(tests.portfolio_id('main'), '7203', -21, null, 'out')$$), 'KB111',
    'an owner meets the rules that the service role meets'
);
select is(
    tests.code(pg_temp.statement(way, 't2', 'of another user')), 'KB101',
    format('an owner transfers no shares into the portfolio of another user by %s', way)
)
from unnest(tests.ways()) as way;
select is(
    tests.code(pg_temp.statement('tables', 't2', 'main', 'correction')), '42501', 'an owner does not correct shares and cost'
);
select is(tests.code(format(
    'insert into public.position_adjustments (portfolio_id, symbol, quantity, cost, idempotency_key, %s)
        values (tests.portfolio_id(''main''), ''7203'', 1, 1, ''x'', %L)', figure, value
)), '42501', format('an owner does not set %s of a transfer', figure))
from (values ('user_id', tests.user_id('another')::text), ('reverses', '2'), ('entry_no', '9'), ('cost_change', '1'),
    ('realized_pnl', '1'), ('folds_before', '1')) as v (figure, value);
select is(
    tests.code($$select public.reverse_adjustment(tests.portfolio_id('main'), 2, 'back')$$), '42501',
    'an owner does not take a transfer back'
);
select results_eq(
    'select count(*) from public.position_adjustments', 'values (2::bigint)', 'an owner sees the own transfers'
);
select tests.sign_in('other');
select is_empty('select * from public.position_adjustments', 'a user sees no transfer of another user');
select tests.sign_in_anon();
select is(
    tests.code(pg_temp.statement(way, 't3', 'main')), '42501', format('a caller who is not signed in moves no shares by %s', way)
)
from unnest(tests.ways()) as way;

select pg_temp.allow('false');
select tests.sign_in('taro');
select is(tests.code(pg_temp.statement('functions', 't3', 'main')), 'KB106', 'a setting that is false again refuses owners');
select tests.sign_in_as_service();
select is(tests.code(pg_temp.statement('tables', 't3', 'main')), 'done', 'the service role moves shares whatever the setting is');
delete from public.system_settings where key = 'owners_may_transfer';
select is(tests.code(pg_temp.statement('tables', 't4', 'main')), 'done', 'the service role moves shares without the setting');
select tests.sign_in('taro');
select is(tests.code(pg_temp.statement('functions', 't5', 'main')), 'KB401', 'without the setting owners are refused');
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
