create or replace function public.cleanup_old_market_data()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.drop_partitions(
        'partitions.market_data_short',
        array(select o.name from kaboom.old_bar_partitions() as o order by o.low)
    );
end;
$$;

comment on function public.cleanup_old_market_data is
$$Drop the bars of 1m and 5m that are older than the setting market_data_retention. For the owner.

A month goes as a whole, so bars live up to one month longer. One attempt: what is being read goes at the next
call; kaboom.run_retention() tries again and again. monitoring.upkeep tells what was dropped and what is due.
Errors: KB401 the setting is missing, KB402 it is out of bounds.$$;

revoke execute on function public.cleanup_old_market_data from public, anon, authenticated, service_role;
