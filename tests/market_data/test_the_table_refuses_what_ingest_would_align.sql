begin;
select plan(21);

select tests.sign_in_as_service();

create function pg_temp.bar(symbol text, timeframe text, start text) returns void language sql as $$
    insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
    values (symbol, timeframe, start::timestamptz, 100);
$$;
-- The hint has the right value, without which a reader would not know what to send.
select is(
    (tests.outcome(format('select pg_temp.bar(%L, %L, %L)', b.symbol, b.timeframe, b.start))).message, b.message,
    format('a bar of %s of %s that starts at %s is refused with the right value', b.timeframe, b.symbol, b.start)
)
from (
    values
        ('7203.T', '1d', '2024-11-06 00:00+09', E'symbol 7203.T is written 7203\nSend 7203.'),
        ('72030', '1d', '2024-11-06 00:00+09', E'symbol 72030 is written 7203\nSend 7203.'),
        ('130a', '1d', '2024-11-06 00:00+09', E'symbol 130a is written 130A\nSend 130A.'),
        ('usdjpy=x', '1d', '2024-11-06 00:00+09', E'symbol usdjpy=x is written USDJPY=X\nSend USDJPY=X.'),
        ('7203', '1d', '2024-11-06 00:00+00',
            E'a bar of 1d that starts at 2024-11-06T09:00:00.000000+09 is the one of 2024-11-06T00:00:00+09\n'
            'Send data_timestamp 2024-11-06T00:00:00+09, or call ingest_market_data, which aligns.'),
        ('7203', '1d', '2024-11-06 14:31:07+09',
            E'a bar of 1d that starts at 2024-11-06T14:31:07.000000+09 is the one of 2024-11-06T00:00:00+09\n'
            'Send data_timestamp 2024-11-06T00:00:00+09, or call ingest_market_data, which aligns.')
) as b (symbol, timeframe, start, message);

select is(
    tests.code(format('select pg_temp.bar(%L, %L, %L)', '7203', b.timeframe, b.start)), b.expected,
    format('a bar of %s that starts at %s: %s', b.timeframe, b.start, b.expected)
)
from (
    values
        ('1mo', '2024-11-02 00:00+09', 'KB602'), ('1mo', '2024-11-01 00:00+09', 'done'),
        ('1w', '2024-11-05 00:00+09', 'KB602'), ('1w', '2024-11-03 00:00+09', 'KB602'), ('1w', '2024-11-04 00:00+09', 'done'),
        ('4h', '2024-11-06 13:00+09', 'KB602'), ('4h', '2024-11-06 12:30+09', 'done'),
        ('1h', '2024-11-06 13:00+09', 'KB602'), ('1h', '2024-11-06 13:30+09', 'done'),
        ('30m', '2024-11-06 10:15+09', 'KB602'), ('15m', '2024-11-06 10:15+09', 'done')
) as b (timeframe, start, expected);

update public.market_data set close_price = 101 where timeframe = '1w';
select is(
    tests.code($$update public.market_data set data_timestamp = '2024-11-05 00:00+09' where timeframe = '1w'$$),
    'KB602', 'a bar is not moved to where it does not belong'
);
select is(
    tests.code($$update public.market_data set symbol = '7203.T' where timeframe = '1w'$$),
    'KB601', 'a bar does not change to a symbol in another spelling'
);
select is(
    tests.code($$select pg_temp.bar('USDJPY=X', '1h', '2024-11-06 13:00+09')$$), 'done',
    'an hour of what Tokyo does not trade follows the clock'
);
select is(
    tests.code(
        $$insert into public.market_data (symbol, timeframe, data_timestamp, close_price)
        select '7203', '15m', '2024-11-06 09:00+09'::timestamptz + n * interval '1 minute', 100 from generate_series(0, 15, 15) as n
        union all select '7203', '15m', '2024-11-06 10:01+09', 100$$
    ),
    'KB602', 'of several bars in one statement each is looked at'
);

select * from finish();
rollback;
