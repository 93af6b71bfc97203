-- Loads a CSV file of bars, whatever its columns are called, and shows what became of its lines.
--
--     psql "$DATABASE_URL" -v columns="$(head -n 1 bars.csv)" -v symbol=7203 -f loaders/load_bars.sql < bars.csv
--
-- columns is the first line of the file. symbol, timeframe and data_source are for all lines, where the file
-- has no such column. Each 10,000 lines are a transaction of their own; the same file may be loaded again.
\set ON_ERROR_STOP on
\set QUIET on
\if :{?symbol}
\else
    \set symbol ''
\endif
\if :{?timeframe}
\else
    \set timeframe ''
\endif
\if :{?data_source}
\else
    \set data_source ''
\endif

select string_agg(format('%I text', btrim(c.name, E' "\r')), ', ') as definition
from unnest(string_to_array(:'columns', ',')) as c (name) \gset

create temporary table staged (:definition);
\copy staged from pstdin with (format csv, header)
alter table pg_temp.staged add number bigint generated always as identity;
create temporary table answers (first_number bigint, answer jsonb);

select format(
    $batch$
        insert into pg_temp.answers
        select %1$s, public.ingest_market_data(jsonb_agg((to_jsonb(s) - 'number') || %2$L::jsonb order by s.number))
        from pg_temp.staged as s
        where s.number between %1$s and %1$s + 9999
    $batch$,
    n,
    jsonb_strip_nulls(jsonb_build_object(
        'symbol', nullif(:'symbol', ''), 'timeframe', nullif(:'timeframe', ''), 'data_source', nullif(:'data_source', '')
    ))
)
from generate_series(1, (select max(s.number) from pg_temp.staged as s), 10000) as n \gexec

select sum((a.answer ->> 'inserted')::integer) as inserted, sum((a.answer ->> 'updated')::integer) as updated,
    sum((a.answer ->> 'unchanged')::integer) as unchanged, sum(jsonb_array_length(a.answer -> 'rejected')) as rejected
from pg_temp.answers as a;

select a.first_number + (r.value ->> 'index')::integer + 1 as line, r.value ->> 'code' as code, r.value ->> 'reason' as reason
from pg_temp.answers as a
cross join jsonb_array_elements(a.answer -> 'rejected') as r
order by line;

select public.evaluate_alerts() as alerts_fired;
