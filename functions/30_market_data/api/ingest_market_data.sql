-- Definer: the service role may not make partitions nor lock latest_prices. It alone may call this.
create or replace function public.ingest_market_data(bars jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    largest constant integer := 10000;
    good kaboom.incoming_bar[];
    rejected jsonb;
    written record;
begin
    if jsonb_typeof(bars) is distinct from 'array' then
        raise exception 'bars are an array, not %', coalesce(jsonb_typeof(bars), 'missing')
            using errcode = 'KB603',
            detail = jsonb_build_object('type', jsonb_typeof(bars))::text,
            hint = 'Send a JSON array with an object for each bar.';
    end if;
    if jsonb_array_length(bars) > largest then
        raise exception 'a batch of % bars is larger than %', jsonb_array_length(bars), largest
            using errcode = 'KB604',
            detail = jsonb_build_object('bars', jsonb_array_length(bars), 'largest', largest)::text,
            hint = format('Send batches of at most %s bars.', largest);
    end if;

    with judged as materialized (
        select j.*
        from kaboom.judge_bars(bars) as j
    ),
    last_ones as (
        select distinct on (j.symbol, j.timeframe, j.data_timestamp) j.*
        from judged as j
        where j.code is null
        order by j.symbol, j.timeframe, j.data_timestamp, j.index desc
    )
    select
        (select array_agg(l::kaboom.incoming_bar) from last_ones as l),
        (
            select jsonb_agg(
                jsonb_build_object('index', j.index, 'code', j.code, 'reason', j.reason) order by j.index
            )
            from judged as j
            where j.code is not null
        )
    into good, rejected;

    perform kaboom.make_bar_partitions(good);
    select s.* into written
    from kaboom.store_bars(good) as s;

    return jsonb_build_object(
        'inserted', written.inserted,
        'updated', written.updated,
        'unchanged', coalesce(cardinality(good), 0) - written.inserted - written.updated,
        'rejected', coalesce(rejected, '[]')
    );
end;
$$;

comment on function public.ingest_market_data is
$$Store a batch of bars as feeds send them. For the service role.

Keys are those of yfinance, of J-Quants (daily and minute bars) or of market_data, and may be mixed. Symbols
are normalised, starts aligned to Tokyo, missing changes computed, missing partitions made. A bar that is
there is updated; of two elements for one bar the later counts; a day without trade is no bar. Bad elements
are listed in the result; the good ones are stored. Afterwards call evaluate_alerts().

Arguments: bars, a JSON array of at most 10,000 objects. Returns: {"inserted", "updated", "unchanged",
"rejected": [{"index" from 0, "code", "reason"}]}. Errors: KB603 no array, KB604 too many bars, KB612 a
partition is missing and another load holds the table, KB613 another transaction holds some of the bars. In
rejected: KB605 no object or no symbol, KB606 unknown timeframe, KB607 in the future, KB608 a price, KB609 low
or high, KB610 volume, KB611 time.$$;

revoke execute on function public.ingest_market_data from public, anon, authenticated, service_role;
grant execute on function public.ingest_market_data to service_role;
