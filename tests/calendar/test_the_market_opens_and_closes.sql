begin;
select plan(28);

select tests.sign_in('taro');

select is(
    public.is_market_open(m.moment::timestamptz), m.is_open, format('at %s the market is %s', m.moment, case when m.is_open then 'open' else 'closed' end)
)
from (
    values
        ('2024-11-05 08:59:59.999999+09', false), ('2024-11-05 09:00+09', true), ('2024-11-05 11:29:59.999999+09', true),
        ('2024-11-05 11:30+09', false), ('2024-11-05 12:29:59.999999+09', false), ('2024-11-05 12:30+09', true),
        ('2024-11-05 15:29:59.999999+09', true), ('2024-11-05 15:30+09', false),
        ('2024-11-01 14:59:59.999999+09', true), ('2024-11-01 15:00+09', false),
        ('2011-11-18 10:59:59+09', true), ('2011-11-18 11:00+09', false),
        ('2011-11-21 11:29:59+09', true), ('2011-11-21 11:30+09', false),
        ('2008-12-30 10:59:59+09', true), ('2008-12-30 12:30+09', false),
        ('2020-10-01 10:00+09', false), ('2024-11-04 10:00+09', false), ('2024-11-09 10:00+09', false),
        ('2024-11-05T00:00:00Z', true)
) as m (moment, is_open);

select results_eq(
    $$select s.closing_auction_starts, s.closes from public.trading_sessions('2024-11-01', '2024-11-05') as s order by s.day$$,
    $$values (null::timestamptz, '2024-11-01 15:00+09'::timestamptz), ('2024-11-05 15:25+09', '2024-11-05 15:30+09')$$,
    'since 2024-11-05 the day ends at 15:30 with an auction that collects orders from 15:25'
);
select results_eq(
    $$select s.is_half_day, s.afternoon_closes, s.closes from public.trading_sessions('2008-12-29', '2008-12-30') as s order by s.day$$,
    $$values (false, '2008-12-29 15:00+09'::timestamptz, '2008-12-29 15:00+09'::timestamptz), (true, null, '2008-12-30 11:00+09')$$,
    'a half day closes when its morning does'
);
select is_empty(
    $$select * from public.trading_sessions('2024-11-06', '2024-11-05')$$, 'an empty range has no sessions'
);
select throws_ok(
    $$select public.is_market_open('infinity')$$, 'KB620', null, 'a moment outside the calendar is refused'
);
select throws_ok(
    $$select * from public.business_days('1996-12-31', '1997-01-31')$$,
    'KB620', 'the calendar covers 1997-01-01 to 2030-12-31, not 1996-12-31 to 1997-01-31', 'a day before the first of the calendar is refused'
);
select throws_ok($$select public.business_days(null, '2024-01-01')$$, 'KB620', null, 'a range without a start is refused');
select throws_ok($$select public.next_session('2030-12-30')$$, 'KB620', null, 'after the last session of the calendar there is no next one');
select is(public.next_session('2030-12-10'), '2030-12-11'::date, 'near the end of the calendar there still is a next session');

select * from finish();
rollback;
