begin;
select plan(29);

-- Objects that an attacker would like to have on every search_path. Because users may not create them, the owner does here.
create schema evil;
grant usage on schema evil to public;
create function evil.always(uuid, uuid) returns boolean language sql immutable as 'select true';
create operator evil.= (leftarg = uuid, rightarg = uuid, function = evil.always);
create function evil.now() returns timestamptz language sql as $$select '2000-01-01 00:00+09'::timestamptz$$;
create function evil.round(numeric, integer) returns numeric language sql as 'select 0::numeric';

select tests.sign_in('victim');
select tests.open_portfolio('victim', 1000000);
select tests.sign_out();
create temporary table before as select tests.fingerprint(array[tests.user_id('victim')]) as rows;
select tests.sign_in('attacker');
select tests.open_portfolio('attacker', 1000000);

select throws_ok($$select public.update_updated_at_column()$$, '42501', null, 'a user does not call a trigger function');
select throws_ok($$select kaboom.on_sign_up()$$, '42501', null, 'a user does not call a function of schema kaboom');
select throws_ok($$select public.cleanup_old_market_data()$$, '42501', null, 'a user does not drop bars');
select throws_ok($$select public.refresh_valuations()$$, '42501', null, 'a user does not refresh valuations');
select throws_ok($$select kaboom.ensure_partitions()$$, '42501', null, 'a user does not make partitions');
select throws_ok($$select kaboom.verify_ledger()$$, '42501', null, 'a user does not call verify_ledger');
select throws_ok(
    $$select public.update_ai_usage(tests.user_id('attacker'), 0)$$, '42501', null, 'a user does not count the own AI calls'
);
select throws_ok($$truncate public.trades$$, '42501', null, 'a user does not truncate trades');
select throws_ok($$truncate public.market_data$$, '42501', null, 'a user does not truncate market_data');
select throws_ok(
    $$alter table public.trades disable row level security$$, '42501', null, 'a user does not disable row level security'
);
select throws_ok($$alter table public.trades disable trigger all$$, '42501', null, 'a user does not disable triggers');
select throws_ok(
    $$drop policy "Users can view own positions" on public.positions$$, '42501', null, 'a user does not drop a policy'
);
select throws_ok($$set local session_replication_role = replica$$, '42501', null, 'a user does not set session_replication_role');
select throws_ok(
    $$set local row_security = off; select * from public.trades$$, '42501', null, 'a user reads nothing with row_security off'
);

select is_empty($$select 1 from public.system_settings where not is_public$$, 'a user reads no private setting');
select throws_ok($$update public.system_settings set is_public = true$$, '42501', null, 'a user does not make a setting public');
select throws_ok($$select 1 from kaboom.migrations$$, '42501', null, 'a user does not read the history of migrations');

select throws_ok(
    $$insert into public.audit_logs (user_id, action) values (tests.user_id('victim'), 'trade_executed')$$,
    '42501', null, 'a user inserts no audit row'
);
select set_config(
    'request.headers', '{"x-forwarded-for": "6.6.6.6, 192.0.2.1", "x-real-ip": "6.6.6.6", "forwarded": "for=6.6.6.6"}', true
);
update public.portfolios set description = 'forged';
select results_eq(
    $$select host(ip_address) from public.audit_logs where action = 'portfolio_updated'$$, $$values ('192.0.2.1')$$,
    'an audit row has the address that the nearest proxy saw, whatever the client sends'
);

select throws_ok($$create schema mine$$, '42501', null, 'a user creates no schema');
select throws_ok(
    $$create function public.now() returns timestamptz language sql as 'select null::timestamptz'$$,
    '42501', null, 'a user creates no function in schema public'
);

-- Bad objects come first on the search_path of the caller.
set local search_path = evil, pg_temp, public, extensions, pg_catalog;
create temporary table portfolios (id uuid, user_id uuid, current_balance numeric, reserved_balance numeric, is_active boolean);
insert into pg_temp.portfolios values (tests.portfolio_id('victim'), tests.user_id('attacker'), 1e9, 0, true);
select throws_ok(
    $$select public.withdraw_cash(tests.portfolio_id('victim'), 1, 'k')$$, 'KB101', null,
    'a shadowed table and a shadowed operator do not open the portfolio of another user'
);
select is(
    (select count(*)::integer from public.portfolios), 1, 'a policy keeps the operator with which it was created'
);
select ok(
    (select created_at > '2020-01-01' from public.place_order(tests.portfolio_id('attacker'), '7203', 'buy', 1, 1000)),
    'a column default keeps the clock with which it was created'
);
select is(
    (select reserved_amount::text from public.place_order(tests.portfolio_id('attacker'), '7203', 'buy', 100, 1000)),
    '100100.00', 'a function uses the round of pg_catalog, not one of the search_path'
);
set local search_path = public, extensions;

-- Because types are searched in pg_temp first unless the search_path names it last, a domain may shadow a type.
create function pg_temp.evil(pg_catalog.text) returns boolean language plpgsql as $$
begin
    if current_user <> 'authenticated' then
        update public.user_profiles set tier = 'enterprise';
    end if;
    return true;
end;
$$;
create domain pg_temp.text as pg_catalog.text check (pg_temp.evil(value));
update public.user_profiles set display_name = 'x';
select public.place_order(tests.portfolio_id('attacker'), '7203', 'buy', 1, 1000, client_order_id => 'shadowed');
drop domain pg_temp.text;
select is(
    (select tier from public.user_profiles), 'basic', 'a shadowed type runs no code of the attacker in a function of Kaboom'
);

select tests.sign_out();
create role kaboom_tests_agent;
grant authenticated to kaboom_tests_agent;
select tests.act('kaboom_tests_agent', '{"role": "kaboom_tests_agent"}');
select throws_ok(
    $$insert into public.cash_ledger (portfolio_id, kind, amount, idempotency_key)
    values (tests.portfolio_id('victim'), 'withdrawal', -9e9, 'k')$$,
    '42501', 'nobody is signed in', 'a role that is a member of authenticated withdraws no cash of another user'
);

select tests.sign_out();
select is(
    tests.fingerprint(array[tests.user_id('victim')]), (select rows from before),
    'attacks on the system change no row of the victim'
);
select is_empty(
    $$select portfolio, figure from kaboom.verify_ledger()$$,
    'after attacks on the system verify_ledger finds every figure right'
);

select * from finish();
rollback;
