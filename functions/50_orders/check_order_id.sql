-- BEFORE UPDATE of order_id: the broker's id is checked as it is for a new order.
create or replace function kaboom.check_order_id()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.check_order_ids(null, new.order_id);
    return new;
end;
$$;

comment on function kaboom.check_order_id is 'Trigger: refuses an order_id that is no id. Errors: KB211.';

revoke execute on function kaboom.check_order_id from public, anon, authenticated, service_role;
