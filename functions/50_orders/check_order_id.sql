-- BEFORE UPDATE of order_id: the broker's id is checked as it is for a new order.
create or replace function kaboom.check_order_id()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    other uuid;
begin
    perform kaboom.check_order_ids(null, new.order_id);
    select t.id into other
    from public.trades as t
    where t.user_id = new.user_id
        and t.order_id = new.order_id
        and t.id <> new.id;
    if found then
        raise exception 'order_id % belongs to order %, not to %', new.order_id, other, new.id
            using errcode = 'KB121',
            detail = jsonb_build_object('order_id', new.order_id, 'order', other)::text,
            hint = 'Send the id that the broker gave to this order.';
    end if;
    return new;
end;
$$;

comment on function kaboom.check_order_id is
'Trigger: refuses an order_id that is no id or another order''s. Errors: KB121 taken, KB211 no id.';

revoke execute on function kaboom.check_order_id from public, anon, authenticated, service_role;
