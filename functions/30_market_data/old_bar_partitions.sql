create or replace function kaboom.old_bar_partitions()
returns table (name text, low timestamptz)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'Asia/Tokyo'
as $$
declare
    months constant integer := (kaboom.setting_market_data_retention());
    oldest constant timestamptz := date_trunc('month', now()) - make_interval(months => months);
begin
    return query select p.* from kaboom.partitions_before('partitions.market_data_short', oldest) as p;
end;
$$;

comment on function kaboom.old_bar_partitions is
$$The partitions of minute bars that are to be dropped: those that end before the oldest month that is kept.

Returns: name within schema partitions; low, the start of the partition. Errors: KB401 the setting is
missing.$$;

revoke execute on function kaboom.old_bar_partitions from public, anon, authenticated, service_role;
-- Because monitoring.upkeep calls it as its reader; without USAGE on the schema the role calls it nowhere
-- else.
grant execute on function kaboom.old_bar_partitions to service_role;
