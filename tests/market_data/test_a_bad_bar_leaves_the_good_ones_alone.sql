begin;
select plan(43);

select tests.sign_in_as_service();

-- What becomes of a good bar with these members changed: the code of its refusal, or inserted. The good bar beside it has to be
-- stored in any case.
create function pg_temp.outcome(changes jsonb) returns text language plpgsql as $$
declare
    good constant jsonb := '{"symbol": "7203", "timeframe": "1d", "data_timestamp": "2024-01-05", "open_price": 100,
        "high_price": 110, "low_price": 90, "close_price": 105, "volume": 1000}';
    answer jsonb;
begin
    delete from public.market_data;
    answer := public.ingest_market_data(jsonb_build_array(
        case jsonb_typeof(changes) when 'object' then good || changes else changes end,
        good || '{"symbol": "6758", "data_timestamp": "2024-01-04"}'
    ));
    if not exists (select from public.market_data as m where m.symbol = '6758') then
        return 'the good bar is missing';
    end if;
    if jsonb_array_length(answer -> 'rejected') = 0 then
        return format('%s inserted', answer ->> 'inserted');
    end if;
    return concat_ws(' ', answer #>> '{rejected,0,index}', answer #>> '{rejected,0,code}', answer #>> '{rejected,0,reason}');
end;
$$;

select is(pg_temp.outcome(b.changes::jsonb), b.expected, format('a bar with %s: %s', b.changes, b.expected))
from (
    values
        ('{}', '2 inserted'),
        ('7', '0 KB605 the element is no object'),
        ('null', '0 KB605 the element is no object'),
        ('[]', '0 KB605 the element is no object'),
        ('{"symbol": null}', '0 KB605 the symbol is missing'),
        ('{"symbol": " "}', '0 KB605 the symbol is missing'),
        ('{"symbol": "nan"}', '0 KB605 symbol nan is none'),
        ('{"symbol": ["7203"]}', '0 KB605 symbol ["7203"] is none'),
        ('{"symbol": "72 03"}', '0 KB605 symbol 72 03 is none'),
        ('{"symbol": "LONGERTHANTEN"}', '0 KB605 symbol LONGERTHANTEN is none'),
        ('{"timeframe": "3m"}', '0 KB606 timeframe 3m is not known'),
        ('{"timeframe": "1M"}', '0 KB606 timeframe 1M is not known'),
        ('{"timeframe": null, "data_timestamp": "2024-01-05 10:00"}',
            '0 KB606 the timeframe of a bar with a time is missing'),
        ('{"data_timestamp": null}', '0 KB611 the time is missing'),
        ('{"data_timestamp": "2024-02-30"}', '0 KB611 time 2024-02-30 is none'),
        ('{"data_timestamp": "now"}', '0 KB611 time now is none'),
        ('{"data_timestamp": "infinity"}', '0 KB611 time infinity is none'),
        ('{"data_timestamp": "05/01/2024"}', '0 KB611 time 05/01/2024 is none'),
        ('{"data_timestamp": "0204-01-05"}', '0 KB611 time 0204-01-05 is none'),
        ('{"data_timestamp": 1704412800}', '0 KB611 time 1704412800 is none'),
        ('{"data_timestamp": 1704412800000}', '2 inserted'),
        ('{"data_timestamp": "-infinity"}', '0 KB611 time -infinity is none'),
        ('{"data_timestamp": "0001-01-05"}', '0 KB611 time 0001-01-05 is none'),
        ('{"data_timestamp": "9999-12-31"}', '0 KB607 the bar of 9999-12-31 starts in the future'),
        ('{"Close": 1, "C": "NaN", "close": null}', '2 inserted'),
        ('{"data_timestamp": "2999-01-04"}', '0 KB607 the bar of 2999-01-04 starts in the future'),
        ('{"close_price": null}', '0 KB608 a price of open 100, high 110, low 90, close missing is no number of yen from 0.01 to 99999999.99'),
        ('{"close_price": "NaN"}', '0 KB608 a price of open 100, high 110, low 90, close NaN is no number of yen from 0.01 to 99999999.99'),
        ('{"open_price": "1,000"}', '0 KB608 a price of open NaN, high 110, low 90, close 105 is no number of yen from 0.01 to 99999999.99'),
        ('{"low_price": 0}', '0 KB608 a price of open 100, high 110, low 0, close 105 is no number of yen from 0.01 to 99999999.99'),
        ('{"low_price": 0.004}', '0 KB608 a price of open 100, high 110, low 0.004, close 105 is no number of yen from 0.01 to 99999999.99'),
        ('{"high_price": 1e8}', '0 KB608 a price of open 100, high 100000000, low 90, close 105 is no number of yen from 0.01 to 99999999.99'),
        ('{"low_price": 106}', '0 KB609 low and high do not enclose open and close: open 100, high 110, low 106, close 105'),
        ('{"high_price": 104}', '0 KB609 low and high do not enclose open and close: open 100, high 104, low 90, close 105'),
        ('{"volume": -1}', '0 KB610 volume -1 is no number of shares'),
        ('{"volume": 1000000000000001}', '0 KB610 volume 1000000000000001 is no number of shares'),
        ('{"volume": 1.5}', '0 KB610 volume 1.5 is no number of shares'),
        ('{"volume": "many"}', '0 KB610 volume NaN is no number of shares'),
        ('{"price_change": "NaN", "price_change_percent": 1e300, "adjustment_factor": -1, "symbol_name": 5}', '2 inserted')
) as b (changes, expected);

select throws_ok(
    $$select public.ingest_market_data('{"symbol": "7203"}')$$, 'KB603', 'bars are an array, not object',
    'a batch that is no array is refused as a whole'
);
select throws_ok(
    $$select public.ingest_market_data((select jsonb_agg(n) from generate_series(1, 10001) as n))$$,
    'KB604', 'a batch of 10001 bars is larger than 10000', 'a batch of more than 10,000 bars is refused as a whole'
);
select is(
    jsonb_array_length(public.ingest_market_data((select jsonb_agg(n) from generate_series(1, 10000) as n)) -> 'rejected'),
    10000, 'a batch of 10,000 elements is taken, however bad they are'
);

select public.ingest_market_data('[{"Code": "72030", "CoName": "トヨタ自動車", "Date": "2024-01-09", "C": 100}]');
select public.ingest_market_data('[{"Code": "72030", "Date": "2024-01-09", "C": 101}]');
select results_eq(
    $$select symbol_name, close_price from public.market_data where symbol = '7203' and data_date = '2024-01-09'$$,
    $$values ('トヨタ自動車'::varchar, 101.00::numeric)$$, 'a bar that is corrected without a name keeps its name'
);

select * from finish();
rollback;
