begin;
select plan(32);

select tests.open_portfolios(1000000);
select tests.sign_in('other');
select tests.sign_out();
-- An analysis of each kind for each user, and one that belongs to another user.
insert into public.ai_analysis_results (
    id, user_id, symbol, analysis_types, models_used, model_results, status, completed_at
)
select tests.analysis_id(way, v.name), tests.user_id(coalesce(v.owner, way)), v.symbol, '{technical}', '{m}',
    case v.status when 'completed' then tests.results(v.decision, v.confidence) end, v.status,
    case v.status when 'completed' then now() - v.age end
from unnest(tests.ways()) as way,
    (values
        ('good', '7203', 'buy', 0.83, 'completed', interval '0', null),
        ('59 minutes', '7203', 'buy', 0, 'completed', interval '59 minutes', null),
        ('one hour', '7203', 'buy', 0.70, 'completed', interval '1 hour', null),
        ('older than an hour', '7203', 'buy', 0.90, 'completed', interval '1 hour 0.000001 seconds', null),
        ('pending', '7203', 'buy', 0.90, 'pending', interval '0', null),
        ('processing', '7203', 'buy', 0.90, 'processing', interval '0', null),
        ('failed', '7203', 'buy', 0.90, 'failed', interval '0', null),
        ('of another symbol', '6758', 'buy', 0.90, 'completed', interval '0', null),
        ('of another user', '7203', 'buy', 0.83, 'completed', interval '0', 'other')
    ) as v (name, symbol, decision, confidence, status, age, owner);

create function pg_temp.deciding(figure text, value text) returns text language sql as $$
    select format('insert into public.trades (
            portfolio_id, symbol, trade_type, quantity, price, order_type, ai_analysis_id, %I
        )
        values (%L, ''7203'', ''buy'', 1, 1000, ''limit'', %L, %L)',
        figure, tests.portfolio_id('tables'), tests.analysis_id('tables', 'good'), value);
$$;

select tests.place(name, '7203', 'buy', 1, 1000, analysis => name)
from unnest(array['good', '59 minutes', 'one hour']) as name;
select tests.each_sees(
    $$select client_order_id::text, ai_decision::text, ai_confidence, ai_analysis_id is not null from public.trades order by 1$$,
    $$values ('59 minutes', 'buy', 0.00, true), ('good', 'buy', 0.83, true), ('one hour', 'buy', 0.70, true)$$,
    'an order copies decision and confidence of an analysis that is at most one hour old'
);
select tests.place('alone', '7203', 'buy', 1, 1000);
select tests.each_sees(
    $$select ai_decision::text, ai_confidence, ai_analysis_id from public.trades where client_order_id = 'alone'$$,
    'values (null, null::numeric, null::uuid)', 'an order without an analysis has neither decision nor confidence'
);

select tests.each_is_refused(
    format('select tests.place(''x'', ''7203'', ''buy'', 1, 1000, analysis => %L)', name),
    'KB150', format('an order on an analysis that is %s is refused', name), '%cannot carry an order for 7203%'
)
from unnest(array[
    'older than an hour', 'pending', 'processing', 'failed', 'of another symbol', 'of another user', 'not there'
]) as name;
select tests.each_is_refused(
    $$select tests.place('x', '6758', 'buy', 1, 1000, analysis => 'good')$$,
    'KB150', 'an order for another symbol than that of its analysis is refused', '%cannot carry an order for 6758%'
);

-- Because decision and confidence are copied from the analysis, no caller may state them.
select tests.sign_in('tables');
select is(tests.code(pg_temp.deciding(figure, value)), '42501', format('a user does not set %s', figure))
from (values ('ai_decision', 'sell'), ('ai_confidence', '1')) as v (figure, value);
select is(tests.code(format('update public.trades set %s = null', figure)), '42501', format('a user does not change %s', figure))
from unnest(array['ai_decision', 'ai_confidence', 'ai_analysis_id']) as figure;
select tests.sign_in_as_service();
select is(tests.code(pg_temp.deciding(figure, value)), '42501', format('the broker does not set %s', figure))
from (values ('ai_decision', 'sell'), ('ai_confidence', '1')) as v (figure, value);

-- A day later the analysis is too old for a new order. A repetition of the first order is no new order.
select tests.sign_out();
set local session_replication_role = replica;
update public.ai_analysis_results
set completed_at = completed_at - interval '1 day', final_decision = 'hold', consensus_confidence = 0
where user_id in (tests.user_id('functions'), tests.user_id('tables')) and status = 'completed';
set local session_replication_role = origin;
select tests.place('good', '7203', 'buy', 1, 1000, analysis => 'good');
select tests.each_sees(
    $$select ai_decision::text, ai_confidence from public.trades where client_order_id = 'good'$$, $$values ('buy', 0.83)$$,
    'an order keeps the decision of its time, and may be repeated when the analysis has become too old'
);
select tests.each_is_refused(
    $$select tests.place('good', '7203', 'buy', 1, 1000, analysis => 'older than an hour')$$,
    'KB121', 'the same client_order_id with another analysis is refused'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
