create or replace function kaboom.make_bar_partitions(bars kaboom.incoming_bar[])
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
    missing record;
    attempts integer := 0;
begin
    if exists (select from unnest(bars) as b where b.timeframe in ('1m', '5m')) then
        perform kaboom.keep_minute_partitions();
    end if;
    for missing in
        select distinct p.name, p.parent, p.low, p.high
        from (select distinct b.timeframe, b.data_timestamp from unnest(bars) as b) as b
        cross join lateral kaboom.bar_partition(b.timeframe, b.data_timestamp) as p
        where to_regclass('partitions.' || p.name) is null
        order by p.parent, p.low
    loop
        loop
            begin
                perform kaboom.make_partition(
                    missing.name, missing.parent::regclass, missing.low, missing.high
                );
                exit;
            exception
                when lock_not_available then
                    attempts := attempts + 1;
            end;
            if attempts >= 20 then
                raise exception 'partition % waits for another load', missing.name
                    using errcode = 'KB612',
                    detail = jsonb_build_object('partition', missing.name)::text,
                    hint = 'Send the batch again when that load has ended.';
            end if;
            perform pg_sleep(0.05 * random());
        end loop;
    end loop;
end;
$$;

comment on function kaboom.make_bar_partitions is
$$Make the partitions of some bars that are missing, each by one short lock that readers and writers do not
notice.

Arguments: bars, of which timeframe and data_timestamp count. Errors: KB612 another load held the table for
some seconds.$$;

revoke execute on function kaboom.make_bar_partitions from public, anon, authenticated, service_role;
