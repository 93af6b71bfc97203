-- Ticks and limits of the Tokyo Stock Exchange as of 2023-06-05. A row of a group that is there already
-- stays.
insert into public.tick_sizes (tick_group, valid_from, price_above, tick)
select s.tick_group, '2023-06-05', s.price_above, s.tick
from (
    values
        ('other', 0, 1), ('other', 3000, 5), ('other', 5000, 10), ('other', 30000, 50),
        ('other', 50000, 100), ('other', 300000, 500), ('other', 500000, 1000), ('other', 3000000, 5000),
        ('other', 5000000, 10000), ('other', 30000000, 50000), ('other', 50000000, 100000),
        ('topix500', 0, 0.1),
        ('topix500', 1000, 0.5), ('topix500', 3000, 1), ('topix500', 10000, 5), ('topix500', 30000, 10),
        ('topix500', 100000, 50), ('topix500', 300000, 100), ('topix500', 1000000, 500),
        ('topix500', 3000000, 1000),
        ('topix500', 10000000, 5000), ('topix500', 30000000, 10000), ('etf', 0, 1), ('etf', 10000, 5),
        ('etf', 30000, 10), ('etf', 100000, 50), ('etf', 300000, 100), ('etf', 1000000, 500),
        ('etf', 3000000, 1000), ('etf', 10000000, 5000), ('etf', 30000000, 10000)
) as s (tick_group, price_above, tick)
on conflict (tick_group, valid_from, price_above) do nothing;

insert into public.price_limits (valid_from, base_price_from, price_limit)
select '2023-06-05', s.base_price_from, s.price_limit
from (
    values
        (0, 30), (100, 50), (200, 80), (500, 100), (700, 150),
        (1000, 300), (1500, 400), (2000, 500), (3000, 700), (5000, 1000),
        (7000, 1500), (10000, 3000), (15000, 4000), (20000, 5000), (30000, 7000),
        (50000, 10000), (70000, 15000), (100000, 30000), (150000, 40000), (200000, 50000),
        (300000, 70000), (500000, 100000), (700000, 150000), (1000000, 300000), (1500000, 400000),
        (2000000, 500000), (3000000, 700000), (5000000, 1000000), (7000000, 1500000), (10000000, 3000000),
        (15000000, 4000000), (20000000, 5000000), (30000000, 7000000), (50000000, 10000000)
) as s (base_price_from, price_limit)
on conflict (valid_from, base_price_from) do nothing;
