begin;
select plan(48);

select tests.create_user('taro');
select tests.sign_in_as_service();
insert into public.ai_analysis_results (id, user_id, symbol, status)
values (tests.portfolio_id('analysis'), tests.user_id('taro'), '7203', 'pending');
select tests.sign_out();
create temporary table before as select tests.fingerprint(array[tests.user_id('taro')]) as rows;

create function pg_temp.completing(results text, usage text, weights text, indicators text) returns text language sql as $$
    select format(
        'select public.complete_ai_analysis(tests.portfolio_id(''analysis''), %s, %s, %s, %s)',
        coalesce(quote_literal(results), 'tests.results(''buy'')'), coalesce(quote_literal(indicators), 'null'),
        coalesce(quote_literal(usage), 'null'), coalesce(quote_literal(weights), 'null')
    );
$$;
create function pg_temp.path_of(statement text, out code text, out path text) language plpgsql as $$
begin
    execute statement;
exception
    when others then
        get stacked diagnostics code = returned_sqlstate, path = pg_exception_detail;
        path := path::jsonb ->> 'path';
end;
$$;

select tests.sign_in_as_service();
select is(
    (select p.code || ' ' || p.path from pg_temp.path_of(pg_temp.completing(given, null, null, null)) as p),
    'KB310 ' || path,
    format('malformed results are refused by their path: %s', left(given, 60))
)
from (values
    ('[]', '$'), ('"buy"', '$'), ('null', '$'), ('{}', '$.results'), ('{"results": []}', '$.results'),
    ('{"results": {}}', '$.results'),
    ('{"results": ["buy"]}', '$.results[0]'), ('{"results": [{"confidence": 1}]}', '$.results[0].decision'),
    ('{"results": [{"decision": "wait", "confidence": 1}]}', '$.results[0].decision'),
    ('{"results": [{"decision": "Buy", "confidence": 1}]}', '$.results[0].decision'),
    ('{"results": [{"decision": "buy"}]}', '$.results[0].confidence'),
    ('{"results": [{"decision": "buy", "confidence": null}]}', '$.results[0].confidence'),
    ('{"results": [{"decision": "buy", "confidence": 1.2}]}', '$.results[0].confidence'),
    ('{"results": [{"decision": "buy", "confidence": -0.1}]}', '$.results[0].confidence'),
    ('{"results": [{"decision": "buy", "confidence": "0.9"}]}', '$.results[0].confidence'),
    ('{"results": [{"decision": "buy", "confidence": 1}, {"decision": "buy", "confidence": 1.0000000001}]}', '$.results[1].confidence'),
    ('{"results": [{"decision": "buy", "confidence": 1, "cost_usd": -0.01}]}', '$.results[0].cost_usd'),
    ('{"results": [{"decision": "buy", "confidence": 1, "cost_usd": "free"}]}', '$.results[0].cost_usd'),
    ('{"results": [{"decision": "buy", "confidence": 1, "processing_time": -1}]}', '$.results[0].processing_time'),
    ('{"results": [{"decision": "buy", "confidence": 1, "model": ""}]}', '$.results[0].model'),
    ('{"results": [{"decision": "buy", "confidence": 1, "model": 4}]}', '$.results[0].model'),
    ('{"results": [{"decision": "buy", "confidence": 1, "analysis_type": []}]}', '$.results[0].analysis_type'),
    (format('{"results": [{"decision": "buy", "confidence": 0.%s}]}', repeat('1', 200)), '$.results[0].confidence'),
    (jsonb_set(tests.results('buy'), '{note}', to_jsonb(repeat('x', 10000000)))::text, '$'),
    (format('{"results": [{"decision": "buy", "confidence": 1}], "deep": %s1%s}', repeat('[', 40), repeat(']', 40)), '$')
) as v (given, path);
select is(
    (select p.code || ' ' || p.path from pg_temp.path_of(pg_temp.completing(null, given, null, null)) as p),
    'KB311 ' || path,
    format('malformed usage are refused by their path: %s', left(given, 60))
)
from (values
    ('"0.1"', '$'), ('[]', '$'), ('{}', '$.cost'), ('{"cost": null}', '$.cost'), ('{"cost": -0.01}', '$.cost'),
    ('{"cost": "0.1"}', '$.cost'),
    ('[{"cost": 1}, 2]', '$[1]'), ('{"usage": 1}', '$.usage'), ('[{"usage": {"cost": 1e9}}]', '$[0].usage.cost'),
    ('{"cost": 1, "prompt_tokens": -1}', '$.prompt_tokens'), ('{"cost": 1, "completion_tokens": 1.5}', '$.completion_tokens'),
    ('{"cost": 1, "prompt_tokens": 10, "prompt_tokens_details": {"cached_tokens": 6, "cache_write_tokens": 5}}', '$.prompt_tokens_details'),
    ('{"cost": 1, "completion_tokens_details": {"reasoning_tokens": 1}}', '$.completion_tokens_details'),
    ('{"id": 7, "usage": {"cost": 1}}', '$.id'), ('[{"id": "g", "cost": 1}, {"id": "g", "cost": 1}]', '$[1].id'),
    (jsonb_build_object('cost', 1, 'note', repeat('x', 10000000))::text, '$')
) as v (given, path);
select is(
    (select p.code || ' ' || p.path from pg_temp.path_of(pg_temp.completing(null, null, given, null)) as p),
    'KB312 ' || path,
    format('malformed weights are refused by their path: %s', given)
)
from (values ('[]', '$'), ('{"technical": -0.1}', '$.technical'),
    ('{"a b": "1"}', '$."a b"'), ('{"technical": 0}', '$')) as v (given, path);
select is(
    (select p.code || ' ' || p.path from pg_temp.path_of(pg_temp.completing(null, null, null, given)) as p),
    'KB313 ' || path,
    format('malformed indicators are refused by their path: %s', given)
)
from (values ('[]', '$'), ('{"RSI": "28.5"}', '$.RSI')) as v (given, path);

select tests.sign_out();
select is(
    tests.fingerprint(array[tests.user_id('taro')]), (select rows from before),
    'after all of that nothing is stored and nothing is counted'
);

select * from finish();
rollback;
