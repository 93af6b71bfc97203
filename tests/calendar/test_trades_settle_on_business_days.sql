begin;
select plan(11);

select tests.sign_in('taro');

-- Japan Securities Depository Center: T+2 for trades from 2019-07-16, T+3 before.
select is(public.settlement_date(s.trade_date), s.expected, s.sentence)
from (
    values
        ('2019-07-12'::date, '2019-07-18'::date, 'the last trade with three days settles over a weekend and a holiday'),
        ('2019-07-16', '2019-07-18', 'the first trade with two days settles on the same day'),
        ('2024-11-05', '2024-11-07', 'a trade settles two business days later'),
        ('2024-11-01', '2024-11-06', 'a weekend and a holiday are no business days'),
        ('2024-12-30', '2025-01-07', 'the turn of the year has no business days'),
        ('2019-04-26', '2019-05-09', 'ten days of holidays are no business days'),
        ('2020-09-30', '2020-10-02', 'trades settle on the day on which the exchange failed'),
        ('1997-01-06', '1997-01-09', 'a trade of the first session of the calendar settles three days later')
) as s (trade_date, expected, sentence);

select throws_ok(
    $$select public.settlement_date('2030-12-30')$$,
    'KB620', 'the calendar does not reach the settlement of a trade of 2030-12-30', 'a settlement past the calendar is refused'
);
select tests.sign_in_as_service();
insert into public.settlement_rules (valid_from, business_days) values ('2027-01-01', 1);
insert into public.trading_calendar (day, kind, name) values ('2027-06-02', 'holiday', 'A new holiday');
select tests.sign_in('taro');
select is(public.settlement_date('2027-06-01'), '2027-06-03'::date, 'a new rule and a new holiday count at once');
select is(public.settlement_date('2026-06-01'), '2026-06-03'::date, 'a new rule leaves earlier trades alone');

select * from finish();
rollback;
