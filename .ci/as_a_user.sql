-- A user signs up and trades, and may do nothing that only the owner of the database may. Fails where that is not so.
do $$
declare
    new_user constant uuid := gen_random_uuid();
    portfolio uuid;
    trade uuid;
    attempt text;
begin
    insert into auth.users (id) values (new_user);
    perform set_config('request.jwt.claims', json_build_object('sub', new_user, 'role', 'authenticated')::text, true);
    set local role authenticated;
    if (select count(*) from public.user_profiles) <> 1 then
        raise exception 'the new user has no profile, or sees those of others';
    end if;
    insert into public.portfolios (name, initial_capital) values ('main', 1000000) returning id into portfolio;
    trade := (public.place_order(portfolio, '6758', 'buy', 100, 1000)).id;
    set local role service_role;
    perform public.record_execution(trade, 'drill-' || trade, 100, 1000);
    set local role authenticated;
    if (select array[sum(p.quantity), count(*)] from public.positions as p) <> '{100,1}' then
        raise exception 'the fill is not in the positions of the user';
    end if;
    if (select count(*) from public.portfolios) <> 1 then
        raise exception 'the user sees portfolios of others';
    end if;
    foreach attempt in array array[
        'update public.portfolios set current_balance = 1e9', 'update public.trades set filled_quantity = 1',
        'delete from public.cash_ledger', 'truncate public.trades', 'select * from kaboom.migrations',
        'select kaboom.end_run()', 'select * from partitions.audit_logs_default', 'update public.system_settings set value = ''1''',
        'set local role anon; select * from public.trades', 'set local role anon; select public.deposit_cash(null, 1, null)',
        'set local role service_role; update public.trade_executions set price = 1', 'create table public.mine (id int)'
    ]
    loop
        begin
            set local role authenticated;
            execute attempt;
            raise exception 'the user may do this: %', attempt;
        exception
            when insufficient_privilege then null;
        end;
    end loop;
end;
$$;
