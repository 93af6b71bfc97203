begin;
select plan(12);

-- Bailey and Lopez de Prado (2014), worked example: 2.5 a year over 1,250 days, skew -3, kurtosis 10, the best of 100 trials
-- whose ratios have the variance 1/2 a year.
select ok(
    abs(public.deflated_sharpe_ratio(2.5 / sqrt(250), 1250, -3, 10, 100, 0.5 / 250) - 0.9003968344) < 1e-9,
    'the worked example of the deflated Sharpe ratio gives 0.9003968344'
);
select ok(
    abs(public.probabilistic_sharpe_ratio(2.5 / sqrt(250), 1250, -3, 10, 0.113172) - 0.9003968344) < 1e-5,
    'the deflated ratio is the probability of exceeding 0.113172, the best that 100 trials without skill would give'
);
-- The same by Python: NormalDist().cdf(0.1 * sqrt(99) / sqrt(1 + 0.5 * 0.1 ** 2)).
select ok(
    abs(public.probabilistic_sharpe_ratio(0.1, 100, 0, 3) - 0.8395254171844497) < 1e-9,
    'the probabilistic ratio of normal returns is that of the normal distribution'
);
select is(
    public.deflated_sharpe_ratio(0.1, 100, 0, 3, 1, null), public.probabilistic_sharpe_ratio(0.1, 100, 0, 3),
    'one trial deflates nothing'
);
select ok(
    public.deflated_sharpe_ratio(0.1, 100, 0, 3, 20, 0.01) < public.deflated_sharpe_ratio(0.1, 100, 0, 3, 10, 0.01),
    'the same ratio is worth less as the best of twenty trials than of ten'
);
select is(public.deflated_sharpe_ratio(0.1, 100, 0, 3, 10, null), null, 'without the variance of the trials there is no deflated ratio');
select is(public.deflated_sharpe_ratio(0.1, 100, 0, 3, 0, 0.01), null, 'no trial gives no deflated ratio');
select is(public.probabilistic_sharpe_ratio(0.1, 1, 0, 3), null, 'one return gives no probabilistic ratio');
select is(public.probabilistic_sharpe_ratio('NaN', 100, 0, 3), null, 'NaN in gives null out');
select is(public.probabilistic_sharpe_ratio('infinity', 100, '-infinity', 3), null, 'infinity in gives null out');
select is(public.probabilistic_sharpe_ratio(1, 100, 2, 5), null, 'a series that cannot vary gives no figure');
select is(public.probabilistic_sharpe_ratio(1e6, 9223372036854775807, 0, 3), 1::double precision, 'the largest arguments give a figure');

select * from finish();
rollback;
