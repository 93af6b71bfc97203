begin;
select plan(9);

select tests.create_user('taro');
select tests.sign_in_as_service();
insert into public.ai_analysis_results (user_id, request_id, symbol, status)
values (tests.user_id('taro'), 'open', '7203', 'pending'), (tests.user_id('taro'), 'made', '7203', 'pending');
select public.complete_ai_analysis(id, tests.results('buy'), usage => '{"cost": 0.5}')
from public.ai_analysis_results where request_id = 'made';
select tests.sign_out();
select is_empty('select * from kaboom.verify_ledger()', 'a sound database has nothing that is wrong');

-- Tampering goes past every trigger, as a careless hand with all rights would.
create function pg_temp.found(statement text) returns text language plpgsql as $$
declare
    findings text;
begin
    set local session_replication_role = replica;
    execute statement;
    select string_agg(format('%s: %s not %s', figure, trim_scale(expected), trim_scale(actual)), ', ' order by figure)
    into findings
    from kaboom.verify_ledger();
    raise exception using errcode = 'P0001', message = coalesce(findings, 'nothing');
exception
    when raise_exception then
        return sqlerrm;
end;
$$;
select is(pg_temp.found(statement), finding, statement)
from (values
    ('update public.ai_usage set calls = 2', 'AI calls: 1 not 2'),
    ('update public.ai_usage set cost_usd = 0.4', 'AI cost: 0.5 not 0.4'),
    ('update public.ai_usage set reserved_calls = 0', 'reserved AI calls: 1 not 0'),
    ('update public.ai_usage set reserved_cost_usd = 1', 'reserved AI cost: 0.035 not 1'),
    ('delete from public.ai_usage',
        'AI calls: 1 not 0, AI cost: 0.5 not 0, reserved AI calls: 1 not 0, reserved AI cost: 0.035 not 0'),
    ('delete from public.ai_usage_events where kind = ''settled''',
        'AI calls: 0 not 1, AI cost: 0 not 0.5, open AI reservation: 1 not 0, reserved AI calls: 2 not 1, '
        'reserved AI cost: 0.07 not 0.035'),
    ('update public.ai_analysis_results set reserved_until = null', 'open AI reservation: 1 not 0'),
    ('update public.ai_usage_events set cost_usd = 0.6 where kind = ''settled''', 'AI cost: 0.6 not 0.5')
) as v (statement, finding);

select * from finish();
rollback;
