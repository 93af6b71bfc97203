begin;
select plan(38);

select tests.sign_in('taro');
select is(public.normalise_symbol(s.spelling), s.expected, format('symbol "%s" is written "%s"', s.spelling, s.expected))
from (
    values
        ('7203', '7203'), ('72030', '7203'), ('7203.T', '7203'), ('7203.t', '7203'), ('72030.T', '7203'), (' 7203 ', '7203'),
        ('130A', '130A'), ('130a', '130A'), ('130A0', '130A'), ('130a.T', '130A'),
        ('25935', '25935'), ('25935.T', '25935'), ('2593', '2593'), ('25930', '2593'),
        ('^n225', '^N225'), ('usdjpy=x', 'USDJPY=X'), ('0203', '0203'), ('aapl', 'AAPL')
) as s (spelling, expected);
select is(public.normalise_symbol('  '), null, 'a blank symbol is no symbol');
select is(public.normalise_symbol(text), null, format('"%s", as programs write what is missing, is no symbol', text))
from unnest(array['nan', 'NaN', 'NaT', 'None', 'null', 'N/A', '<NA>', '["7203"]', E'7203\u200b', '7 203']) as text;

select tests.sign_in_as_service();
select is(
    (tests.outcome($$insert into public.instruments (symbol, name) values ('72030', 'トヨタ自動車')$$)).message,
    E'symbol 72030 is written 7203\nSend 7203.', 'an instrument in another spelling is refused with the right one'
);
select is(
    tests.code($$insert into public.instruments (symbol, name) values ('^N225', '日経平均')$$), '23514',
    'an index is no instrument that can be ordered'
);
insert into public.instruments (symbol, name, sector33, scale)
values ('7203', 'トヨタ自動車', '輸送用機器', 'TOPIX Core30'), ('1301', '極洋', '水産・農林業', 'TOPIX Small 2'),
    ('1306', 'ＴＯＰＩＸ連動型上場投信', null, '-');
select results_eq(
    $$select symbol, tick_group, trading_unit from public.instruments order by symbol$$,
    $$values ('1301'::varchar, 'other', 100), ('1306', null, 100), ('7203', 'topix500', 100)$$,
    'the scale of J-Quants gives the tick group, and the trading unit is 100'
);
update public.instruments set scale = 'TOPIX Mid400' where symbol = '1301';
select is(
    (select i.tick_group from public.instruments as i where i.symbol = '1301'), 'topix500',
    'a share that moves into TOPIX 500 takes its ticks'
);

-- What nobody gave comes from instruments.
select tests.sign_in('taro');
select tests.open_portfolio('main', 10000000);
select tests.buy('main', '7203', 100, 2400);
select results_eq(
    $$select symbol_name, sector from public.positions$$,
    $$values ('トヨタ自動車'::varchar, '輸送用機器'::varchar)$$, 'a position takes its name and sector from instruments'
);
insert into public.watchlist_items (watchlist_id, symbol) select w.id, '13010' from public.watchlists as w;
insert into public.watchlist_items (watchlist_id, symbol, symbol_name) select w.id, '7203', 'My cars' from public.watchlists as w;
select results_eq(
    $$select symbol, symbol_name from public.watchlist_items order by symbol$$,
    $$values ('1301'::varchar, '極洋'::varchar), ('7203', 'My cars')$$,
    'an item of a watchlist takes its name from instruments unless the user gives one'
);
select is(
    (tests.outcome($$insert into public.watchlist_items (watchlist_id, symbol) select w.id, 'toyota' from public.watchlists as w$$)).code,
    'KB201', 'a watchlist takes codes of Tokyo only'
);
select tests.sign_in_as_service();
select jsonb_typeof(public.ingest_market_data('[{"Code": "13010", "Date": "2024-01-05", "C": 3500}]'));
select is(
    (select m.symbol_name from public.market_data as m where m.symbol = '1301'), '極洋', 'an ingested bar takes its name from instruments'
);
select is(
    tests.code($$insert into public.instruments (symbol, name) values ('1302', ' ')$$), '23514', 'an instrument without a name is refused'
);

select * from finish();
rollback;
