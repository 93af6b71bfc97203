-- The service role feeds instruments and bars; users search them, and learn what the exchange takes.
\set ON_ERROR_ROLLBACK on
begin;
insert into auth.users (id, email) values ('11111111-1111-4111-8111-111111111111', 'hanako@kaboom.example');
set local role service_role;
insert into instruments (symbol, name, name_en, scale, trading_unit)
values ('7203', 'トヨタ自動車', 'TOYOTA MOTOR CORPORATION', 'TOPIX Core30', 100),
    ('7201', '日産自動車', 'NISSAN MOTOR CO.,LTD.', 'TOPIX Mid400', 100),
    ('6758', 'ソニーグループ', 'SONY GROUP CORPORATION', 'TOPIX Core30', 100)
on conflict (symbol) do update set name = excluded.name, name_en = excluded.name_en, scale = excluded.scale, trading_unit = 100;

-- Feeds write codes and fields in their own ways. One bar is refused, the others are stored.
select jsonb_pretty(ingest_market_data('[
    {"symbol": "7203.T", "timeframe": "1d", "date": "2024-10-01", "open": 2800, "high": 2850, "low": 2790, "close": 2840, "volume": 900000},
    {"symbol": "72030", "timeframe": "1d", "date": "2024-10-02", "open": 2840, "high": 2875, "low": 2835, "close": 2870, "volume": 800000},
    {"symbol": "7203", "timeframe": "1d", "date": "2024-10-03", "open": 2870, "high": 2860, "low": 2850, "close": 2900, "volume": 1}
]'));

select set_config('request.jwt.claims', '{"sub": "11111111-1111-4111-8111-111111111111"}', true) \g /dev/null
set local role authenticated;
select symbol, name, trading_unit, tick_group from search_instruments('自動車');
select symbol, name from search_instruments('ﾄﾖﾀ');
select symbol, name from search_instruments('sony');
select symbol, close_price, price_change, price_change_percent from latest_bars('{7203,6758}');

-- Holidays, sessions and settlement in Tokyo.
select is_market_open('2024-10-07 10:00+09') as morning, is_market_open('2024-10-07 12:00+09') as lunch,
    is_market_open('2024-10-14 10:00+09') as sports_day;
select settlement_date('2024-10-10') as traded_on_thursday;

-- What the exchange would not take is refused before it costs anything.
select round_to_tick('7203', 2840.3, 'down') as "not above";
insert into portfolios (name, initial_capital) values ('main', 1000000);
select id as portfolio from portfolios \gset
select status from place_order(:'portfolio', '7203', 'buy', 100, 2840.3);
select status from place_order(:'portfolio', '7203', 'buy', 150, 2840);
rollback;
