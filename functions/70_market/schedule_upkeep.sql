-- pg_cron is used where it is installed and never required.
create or replace function kaboom.schedule_upkeep()
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
begin
    if not exists (select from pg_catalog.pg_extension as e where e.extname = 'pg_cron') then
        return false;
    end if;
    perform cron.schedule('kaboom: make partitions', '10 3 * * *', 'select kaboom.ensure_partitions()');
    perform cron.schedule('kaboom: drop old bars', '20 3 * * *', 'select public.cleanup_old_market_data()');
    perform cron.schedule('kaboom: refresh valuations', '* * * * *', 'select public.refresh_valuations()');
    return true;
end;
$$;

comment on function kaboom.schedule_upkeep() is
$$Schedule with pg_cron what has to be called again and again. Calling it twice changes nothing.

Returns: false where pg_cron is not installed in this database; then call the three functions from elsewhere.$$;

revoke execute on function kaboom.schedule_upkeep() from public;
