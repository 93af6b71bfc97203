begin;
select plan(2);

-- 5,000 yen, and 1,010 the day after, when one share has become five.
insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
values ('7203', '1d', '2024-03-01 00:00+09', 5000), ('7203', '1d', '2024-03-04 00:00+09', 1010);
select tests.create_user('taro');
select tests.sign_in_as_service();
insert into public.corporate_actions (symbol, kind, ex_date, old_shares, new_shares) values ('7203', 'split', '2024-03-04', 1, 5);
insert into public.ai_analysis_results (user_id, request_id, symbol, model_results, completed_at)
values (tests.user_id('taro'), 'before', '7203', tests.results('buy'), '2024-03-01 10:00+09');
select tests.sign_in('taro');
select results_eq(
    'select base_close, close_1 from public.ai_decision_outcomes', 'values (1000.0000, 1010.0000)',
    'closes are compared in shares of today'
);
select results_eq(
    'select distinct mean_return, hit_rate from public.ai_model_quality() where sessions = 1', 'values (0.01, 1.0)',
    'a split is no loss of a model that said buy'
);

select * from finish();
rollback;
