begin;
select plan(14);

select tests.open_portfolios(1000000);
select tests.trade('owned', '7203', 'buy', 100, 1000);
select tests.sign_out();
insert into public.ai_analysis_results (
    id, user_id, symbol, analysis_types, models_used, final_decision, consensus_confidence, model_results, status, completed_at
)
select tests.analysis_id(way, decision), tests.user_id(way), '7203', '{technical}', '{openai/gpt-4-turbo-preview}', decision, 0.9,
    jsonb_build_object('results', jsonb_build_array(jsonb_build_object(
        'model', 'openai/gpt-4-turbo-preview', 'analysis_type', 'technical', 'decision', decision, 'confidence', 0.9
    ))), 'completed', now()
from unnest(tests.ways()) as way, unnest(array['buy', 'sell', 'hold']) as decision;

select tests.each_is_refused(
    format('select tests.place(''x'', ''7203'', %L, 1, 1000, analysis => %L)', trade_type, decision), 'KB151',
    format('an analysis that says %s carries no %s, and the message names both', decision, trade_type),
    format('%%analysis %% says %s, and cannot carry a %s%%agrees with the order%%', decision, trade_type)
)
from (values ('sell', 'buy'), ('hold', 'buy'), ('buy', 'sell'), ('hold', 'sell')) as v (decision, trade_type);
select tests.place('purchase', '7203', 'buy', 1, 1000, analysis => 'buy'),
    tests.place('sale', '7203', 'sell', 1, 1000, analysis => 'sell');
select tests.each_sees(
    $$select client_order_id::text, ai_decision::text from public.trades where ai_analysis_id is not null order by 1$$,
    $$values ('purchase', 'buy'), ('sale', 'sell')$$, 'an analysis carries orders that agree with it'
);
-- Orders that are recorded as filled meet the same rule.
select tests.sign_in_as_service();
select is(
    tests.code(format('insert into public.trades (portfolio_id, symbol, trade_type, quantity, price, status, ai_analysis_id)
        values (tests.portfolio_id(''tables''), ''7203'', ''buy'', 1, 1000, ''filled'', %L)',
        tests.analysis_id('tables', decision))),
    code, format('an order that is recorded as bought on an analysis that says %s: %s', decision, code)
)
from (values ('sell', 'KB151'), ('hold', 'KB151'), ('buy', 'done')) as v (decision, code);
select tests.sign_out();
select is_empty('select * from tests.wrong_figures()', 'verify_ledger finds every figure right');

select * from finish();
rollback;
