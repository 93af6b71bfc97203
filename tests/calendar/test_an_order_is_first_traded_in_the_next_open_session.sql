begin;
select plan(9);

select is(
    kaboom.order_day(m.placed::timestamptz), m.day::date, format('an order of %s is first traded on %s', m.placed, coalesce(m.day, 'no day'))
)
from (
    values
        ('2024-11-05 15:29:59.999999+09', '2024-11-05'), ('2024-11-05 15:30+09', '2024-11-06'),
        ('2024-11-01 15:00+09', '2024-11-05'), ('2024-11-06 00:00+09', '2024-11-06'),
        ('2008-12-30 11:00+09', '2009-01-05'), ('2020-10-01 09:00+09', '2020-10-02'),
        ('2030-12-31 10:00+09', null), ('2031-01-01 10:00+09', null), ('1996-12-31 10:00+09', null)
) as m (placed, day);

select * from finish();
rollback;
