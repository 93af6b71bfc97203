-- What a client watches live. Supabase Realtime applies the policies to each subscriber.
do $$
declare
    relation text;
begin
    foreach relation in array array[
        'portfolios', 'positions', 'trades', 'ai_analysis_results', 'backtest_results', 'latest_prices'
    ]
    loop
        if not exists (
            select from pg_catalog.pg_publication_tables
            where pubname = 'supabase_realtime'
                and schemaname = 'public'
                and tablename = relation
        ) then
            execute format('alter publication supabase_realtime add table public.%I', relation);
        end if;
    end loop;
end;
$$;
