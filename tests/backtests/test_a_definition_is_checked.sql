begin;
select plan(60);

select tests.sign_in('owner');
create function pg_temp.refusal(name text, config jsonb, symbols text[]) returns text language plpgsql as $$
declare
    code text;
    detail text := '{}';
begin
    perform public.create_backtest(name, config, symbols, '2024-01-01', '2024-01-31', 1000);
    return 'created';
exception
    when others then
        get stacked diagnostics code = returned_sqlstate, detail = pg_exception_detail;
        return code || coalesce(' ' || (case when code like 'KB%' then detail::jsonb end ->> 'path'), '');
end;
$$;

select is(pg_temp.refusal('momentum', config::jsonb, '{7203}'), expected, format('a configuration is answered by %s: %s', expected, config))
from (values
    (null, 'KB503 $'), ('[]', 'KB503 $'), ('5', 'KB503 $'), ('"x"', 'KB503 $'), ('null', 'KB503 $'),
    ('{}', 'created'),
    ('{"window": 20, "fast": "any", "note": {"a": [1]}}', 'created'),
    ('{"consensus_threshold": 0}', 'created'), ('{"consensus_threshold": 1}', 'created'),
    ('{"consensus_threshold": 1.01}', 'KB503 $.consensus_threshold'), ('{"consensus_threshold": -0.01}', 'KB503 $.consensus_threshold'),
    ('{"consensus_threshold": "0.7"}', 'KB503 $.consensus_threshold'), ('{"consensus_threshold": null}', 'KB503 $.consensus_threshold'),
    ('{"decision_weights": {"technical": 0.4, "sentiment": 0.3, "risk": 0.3}}', 'created'),
    ('{"decision_weights": {"technical": 0.333333, "sentiment": 0.333333, "risk": 0.333333}}', 'created'),
    ('{"decision_weights": {"technical": 0.4, "sentiment": 0.3}}', 'KB503 $.decision_weights'),
    ('{"decision_weights": {}}', 'KB503 $.decision_weights'), ('{"decision_weights": []}', 'KB503 $.decision_weights'),
    ('{"decision_weights": {"technical": "1"}}', 'KB503 $.decision_weights.technical'),
    ('{"decision_weights": {"technical": 1.5, "risk": -0.5}}', 'KB503 $.decision_weights.risk'),
    ('{"ai_models": ["openai/gpt-4"]}', 'created'), ('{"ai_models": [" "]}', 'KB503 $.ai_models'),
    ('{"ai_models": [5]}', 'KB503 $.ai_models'), ('{"ai_models": "gpt"}', 'KB503 $.ai_models'),
    ('{"decision_weights": {"my \"risk\"": 2}}', 'KB503 $.decision_weights."my \"risk\""'),
    ('{"benchmark": "^N225"}', 'created'), ('{"benchmark": " 1306.t"}', 'created'), ('{"benchmark": ""}', 'KB503 $.benchmark'),
    ('{"benchmark": 5}', 'KB503 $.benchmark'), ('{"benchmark": "日経"}', 'KB503 $.benchmark'), ('{"benchmark": "null"}', 'KB503 $.benchmark'),
    ('{"benchmark": "^ABCDEFGHI"}', 'created'), ('{"benchmark": "^ABCDEFGHIJ"}', 'KB503 $.benchmark'),
    ('{"periods_per_year": 0}', 'KB503 $.periods_per_year'), ('{"risk_free": 1}', 'KB503 $.risk_free'),
    ('{"required_return": -1}', 'KB503 $.required_return'), ('{"name": 5}', 'KB503 $.name')
) as v (config, expected);

select is(pg_temp.refusal('sma_cross', config::jsonb, '{7203}'), expected, format('a configuration of sma_cross is answered by %s: %s', expected, config))
from (values
    ('{}', 'created'), ('{"fast": 5, "slow": 20}', 'created'), ('{"fast": 20, "slow": 20}', 'KB503 $.fast'),
    ('{"slow": 25}', 'KB503 $.fast'), ('{"fast": 1.5}', 'KB503 $.fast'), ('{"trading_unit": 0}', 'KB503 $.trading_unit'),
    ('{"commission_rate": 1}', 'KB503 $.commission_rate'), ('{"tick": 0}', 'KB503 $.tick')
) as v (config, expected);

select is(pg_temp.refusal('s', '{}', '{AAPL}'), 'KB201', 'a symbol that is no code is refused');
select is(pg_temp.refusal('s', '{}', '{7203, 7O03}'), 'KB201', 'one wrong symbol among others is refused');
select is(pg_temp.refusal('s', '{}', '{130A, 25935}'), 'created', 'codes with a letter and with five digits are taken');
select is(pg_temp.refusal('s', '{}', '{7203, 7203}'), 'KB503', 'a symbol that is named twice is refused');
select is(pg_temp.refusal('s', '{}', '{7203, 72030}'), 'KB503', 'a symbol that is named in two spellings is refused');
select is(pg_temp.refusal('s', '{}', '{" "}'), 'KB201', 'a blank symbol is refused');
select is(
    (public.create_backtest('s', '{}', '{25935, 7203.T, 130a}', '2024-01-01', '2024-01-31', 1000)).symbols, '{25935,7203,130A}',
    'symbols are kept in order, in the one spelling of Kaboom'
);
select is(pg_temp.refusal('s', '{}', '{}'), '23514', 'a backtest without a symbol is refused');
select is(pg_temp.refusal(' ', '{}', '{7203}'), 'KB503', 'a strategy without a name is refused');
select is(
    pg_temp.refusal('s', format('{"decision_weights": {"%s": 2}}', repeat('k', 60000))::jsonb, '{7203}'),
    format('KB503 $.decision_weights."%s"', repeat('k', 60)), 'of a member whose name is long, the beginning is named'
);
select throws_ok(
    format($$select public.create_backtest('s', '{}', '{7203}', %L, %L, 1000)$$, first_day, last_day), '23514', null, what || ' is refused'
)
from (values
    ('1900-01-01', '2000-01-03', 'a period of more than 36,525 days'), ('2024-02-01', '2024-01-31', 'an end before the start'),
    ('1899-12-31', '1900-01-31', 'a day before 1900, which no curve can have,'), ('2999-12-01', '3000-01-01', 'a day after 2999')
) as v (first_day, last_day, what);
select lives_ok(
    $$select public.create_backtest('s', '{}', '{7203}', '1900-01-01', '2000-01-02', 1000)$$, 'a period of 36,525 days is taken'
);

select * from finish();
rollback;
