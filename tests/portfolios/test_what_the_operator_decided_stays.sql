begin;
select plan(9);

select tests.sign_in('taro');
select tests.open_portfolio('main', 1000000);
select tests.open_portfolio('other', 1000000);
insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, client_order_id)
values (tests.portfolio_id('main'), '7203', 'buy', 100, 1000, 'first');

select tests.sign_in_as_service();
update public.trades set status = 'cancelled', reason = 'suspended by the exchange';
update public.portfolios set is_active = false where name = 'main';
select tests.sign_in('taro');
update public.trades set reason = 'I changed my mind';
select is((select reason from public.trades), 'suspended by the exchange',
    'a user does not overwrite the reason that the operator gave');
update public.trades set status = 'cancelled', reason = 'I changed my mind';
select is((select reason from public.trades), 'suspended by the exchange',
    'a repeated cancellation does not overwrite the reason of the first');
select throws_ok($$update public.portfolios set is_active = true where name = 'main'$$, 'KB107', null,
    'a user does not open a portfolio that the operator archived');
select is((select archived_by from public.portfolios where name = 'main'), 'operator',
    'a portfolio says that the operator archived it');

update public.portfolios set is_active = false where name = 'other';
select is((select archived_by from public.portfolios where name = 'other'), 'owner',
    'a portfolio says that its owner archived it');
select lives_ok($$update public.portfolios set is_active = true where name = 'other'$$,
    'a user opens a portfolio that the user archived');
select tests.sign_in_as_service();
select lives_ok($$update public.portfolios set is_active = true where name = 'main'$$,
    'the operator opens a portfolio that the operator archived');
select is((select count(*) from public.portfolios where archived_by is not null), 0::bigint,
    'an active portfolio names nobody who archived it');
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'archiving and opening again moves no money');

select * from finish();
rollback;
