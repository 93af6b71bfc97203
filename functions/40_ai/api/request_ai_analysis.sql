-- A thin name for an insert into ai_analysis_results: the same grants, policies and triggers meet it.
create or replace function public.request_ai_analysis(
    symbol text,
    analysis_types text[] default null,
    models text[] default null,
    timeframes text[] default null,
    request_id text default null
)
returns public.ai_analysis_results
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    requested public.ai_analysis_results;
begin
    -- Refused here, since a cast to the column's type would fail with less to say.
    if length(symbol) > 10 then
        raise exception '% is no code of the Tokyo Stock Exchange', coalesce(left(symbol, 50), 'null')
            using errcode = 'KB201',
            detail = jsonb_build_object('symbol', left(symbol, 200))::text,
            hint = 'Four characters, such as 7203 or 130A.';
    end if;
    if length(request_id) > 100 then
        raise exception 'request_id % is longer than 100 characters', left(request_id, 50)
            using errcode = 'KB306',
            detail = jsonb_build_object('path', 'request_id', 'given', left(request_id, 200))::text,
            hint = 'Send a request_id of at most 100 characters.';
    end if;
    -- Where two of one id meet, the second waits at the key and inserts nothing. Its second attempt finds the
    -- first one, which the trigger compares it with.
    for attempt in 1..2
    loop
        insert into public.ai_analysis_results (symbol, analysis_types, models_used, timeframes, request_id)
        values (
            request_ai_analysis.symbol, request_ai_analysis.analysis_types, request_ai_analysis.models,
            request_ai_analysis.timeframes, request_ai_analysis.request_id
        )
        on conflict on constraint ai_analysis_results_request_id_key do nothing
        returning * into requested;
        exit when found;
    end loop;
    if requested.id is null then
        select a.* into requested
        from public.ai_analysis_results as a
        where a.user_id = auth.uid()
            and a.request_id = request_ai_analysis.request_id;
    end if;
    return requested;
end;
$$;

comment on function public.request_ai_analysis is
$$Ask for an analysis of a share: admitted against calls and dollars of the month, it waits for a worker.

One analysis is one call, whatever number of models it asks; its estimated cost is reserved until it ends. The
same request_id with the same content returns the first analysis and counts nothing.

Arguments: symbol, a code of the Tokyo Stock Exchange; analysis_types, for example {technical,sentiment};
models, by their names at OpenRouter; timeframes, for example {1h,1d}; each of 1 to 20 elements, left out as
the setting ai_model_config says; request_id, your own, unique within the user, at most 100 characters.
Returns: the analysis, pending, or what has become of it. Errors: KB201 symbol; KB301 no calls left;
KB302 no account; KB304 no budget left; KB305 request_id belongs to another request; KB306 request_id,
or an element of a list; KB401, KB402 settings.$$;

revoke execute on function public.request_ai_analysis from public, anon, authenticated, service_role;
grant execute on function public.request_ai_analysis to authenticated;
