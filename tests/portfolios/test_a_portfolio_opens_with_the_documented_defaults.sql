begin;
select plan(1);

select tests.sign_in('taro');
insert into public.portfolios (name, initial_capital) values ('main', 1000);
select results_eq(
    'select risk_level::text, strategy_type::text, is_active, description from public.portfolios',
    $$values ('medium', 'mixed', true, null::text)$$,
    'a portfolio opens with a medium risk level, a mixed strategy and no description, and it is active'
);

select * from finish();
rollback;
