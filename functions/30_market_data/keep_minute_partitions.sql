-- Because old months are dropped at any time, also between the look for a partition and the insert into it.
create or replace function kaboom.keep_minute_partitions()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
-- Below deadlock_timeout: see store_bars.
set lock_timeout = '200ms'
as $$
begin
    for attempt in 1 .. 20 loop
        begin
            lock table only partitions.market_data_short in row exclusive mode;
            return;
        exception
            when lock_not_available then
                perform pg_sleep(0.05 * random());
        end;
    end loop;
    raise exception 'the partitions of minute bars are being dropped'
        using errcode = 'KB612',
        detail = jsonb_build_object('table', 'market_data_short')::text,
        hint = 'Send the batch again when that transaction has ended.';
end;
$$;

comment on function kaboom.keep_minute_partitions is
$$Let nobody drop partitions of minute bars until the transaction ends. Readers and writers do not notice.

Errors: KB612 another transaction holds the table for some seconds.$$;

revoke execute on function kaboom.keep_minute_partitions from public, anon, authenticated, service_role;
