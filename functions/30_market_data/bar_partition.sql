create or replace function kaboom.bar_partition(
    timeframe text, data_timestamp timestamptz,
    out name text, out parent text, out low timestamptz, out high timestamptz
)
returns record
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    is_short constant boolean := timeframe in ('1m', '5m');
    tokyo constant timestamp := date_trunc(
        case when is_short then 'month' else 'year' end, data_timestamp at time zone 'Asia/Tokyo'
    );
begin
    name := to_char(
        tokyo, case when is_short then '"market_data_short_"YYYY_MM' else '"market_data_long_"YYYY' end
    );
    parent := case when is_short then 'partitions.market_data_short' else 'partitions.market_data_long' end;
    low := tokyo at time zone 'Asia/Tokyo';
    high := (
        tokyo + case when is_short then interval '1 month' else interval '1 year' end
    ) at time zone 'Asia/Tokyo';
end;
$$;

comment on function kaboom.bar_partition is
$$Where a bar lies: bars of 1m and 5m by the month, because they are dropped by the month, all others by the
year.

Arguments: timeframe and data_timestamp of the bar. Returns: the arguments of make_partition.$$;

revoke execute on function kaboom.bar_partition from public, anon, authenticated, service_role;
