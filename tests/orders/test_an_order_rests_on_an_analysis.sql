begin;
select plan(34);

select tests.open_portfolios(1000000);
select tests.sign_in('other');
select tests.sign_out();
-- An analysis of each kind for each user; its id is that of a portfolio of its name.
insert into public.ai_analysis_results (
    id, user_id, symbol, analysis_types, models_used, final_decision, consensus_confidence, model_results, status, created_at
)
select tests.portfolio_id(way || v.name), tests.user_id(way), v.symbol, '{technical}', '{m}', v.decision, v.confidence, '{}',
    v.status, now() - v.age
from (select tests.ways() union all values ('other')) as w (way),
    (values
        ('good', '7203', 'buy', 0.83, 'completed', interval '0'),
        ('no confidence', '7203', 'buy', null, 'completed', interval '59 minutes'),
        ('against it', '7203', 'sell', 0.51, 'completed', interval '1 minute'),
        ('one hour', '7203', 'hold', 0.70, 'completed', interval '1 hour'),
        ('older', '7203', 'buy', 0.90, 'completed', interval '1 hour 0.000001 seconds'),
        ('to come', '7203', 'buy', 0.90, 'completed', interval '-0.000001 seconds'),
        ('pending', '7203', 'buy', 0.90, 'pending', interval '0'),
        ('processing', '7203', 'buy', 0.90, 'processing', interval '0'),
        ('failed', '7203', 'buy', 0.90, 'failed', interval '0'),
        ('of another share', '6758', 'buy', 0.90, 'completed', interval '0')
    ) as v (name, symbol, decision, confidence, status, age);

create function pg_temp.deciding(figure text, value text) returns text language sql as $$
    select format('insert into public.trades (
            portfolio_id, symbol, trade_type, quantity, price, order_type, ai_analysis_id, %I
        )
        values (%L, ''7203'', ''buy'', 1, 1000, ''limit'', %L, %L)',
        figure, tests.portfolio_id('tables'), tests.portfolio_id('tablesgood'), value);
$$;

select tests.place(way, name, '7203', 'buy', 1, 1000, analysis => tests.portfolio_id(way || name))
from tests.ways() as way, unnest(array['good', 'no confidence', 'against it', 'one hour']) as name;
select tests.each_sees(
    $$select client_order_id::text, ai_decision::text, ai_confidence, ai_analysis_id is not null from public.trades order by 1$$,
    $$values ('against it', 'sell', 0.51, true), ('good', 'buy', 0.83, true), ('no confidence', 'buy', null, true),
        ('one hour', 'hold', 0.70, true)$$,
    'an order copies decision and confidence of an analysis that is at most one hour old'
);
select tests.place(way, 'alone', '7203', 'buy', 1, 1000) from tests.ways() as way;
select tests.each_sees(
    $$select ai_decision::text, ai_confidence, ai_analysis_id from public.trades where client_order_id = 'alone'$$,
    'values (null, null::numeric, null::uuid)', 'an order that rests on none has neither'
);

select tests.each_is_refused(
    format('select tests.place($1, ''x'', ''7203'', ''buy'', 1, 1000, analysis => tests.portfolio_id($1 || %L))', name),
    'KB150', format('an order does not rest on an analysis that is %s', name), '%cannot carry an order for 7203%'
)
from unnest(array['older', 'to come', 'pending', 'processing', 'failed', 'of another share', 'not there']) as name;
select tests.each_is_refused(
    $$select tests.place($1, 'x', '7203', 'buy', 1, 1000, analysis => tests.portfolio_id('othergood'))$$,
    'KB150', 'nor on one of another user'
);
select tests.each_is_refused(
    $$select tests.place($1, 'x', '6758', 'buy', 1, 1000, analysis => tests.portfolio_id($1 || 'good'))$$,
    'KB150', 'nor an order for one share on an analysis of another', '%cannot carry an order for 6758%'
);

-- What the client says of the decision does not count: he may not say it at all.
select tests.sign_in('tables');
select is(tests.code(pg_temp.deciding(figure, value)), '42501', format('a user does not set %s', figure))
from (values ('ai_decision', 'sell'), ('ai_confidence', '1')) as v (figure, value);
select is(tests.code(format('update public.trades set %s = null', figure)), '42501', format('nor change %s', figure))
from unnest(array['ai_decision', 'ai_confidence', 'ai_analysis_id']) as figure;
select tests.sign_in_as_service();
select is(tests.code(pg_temp.deciding(figure, value)), '42501', format('neither does the broker set %s', figure))
from (values ('ai_decision', 'sell'), ('ai_confidence', '1')) as v (figure, value);

-- A day later the order still says on what it rested, and a repetition of it is no new order.
update public.ai_analysis_results
set created_at = created_at - interval '1 day', final_decision = 'hold', consensus_confidence = 0
where user_id in (tests.user_id('functions'), tests.user_id('tables'));
select tests.place(way, 'good', '7203', 'buy', 1, 1000, analysis => tests.portfolio_id(way || 'good')) from tests.ways() as way;
select tests.each_sees(
    $$select ai_decision::text, ai_confidence from public.trades where client_order_id = 'good'$$, $$values ('buy', 0.83)$$,
    'an order keeps what it rested on, and may be repeated when the analysis has become old'
);
select tests.each_is_refused(
    $$select tests.place($1, 'good', '7203', 'buy', 1, 1000, analysis => tests.portfolio_id($1 || 'older'))$$,
    'KB121', 'the same order on another analysis is another order'
);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'every figure follows');

select * from finish();
rollback;
