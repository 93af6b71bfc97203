-- BEFORE INSERT of an order that is to be sent: it is admitted, compared with the market, and priced while
-- its portfolio is locked. What it needs is reserved AFTER INSERT, when its row is there.
create or replace function kaboom.accept_order()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    admitted public.trades;
begin
    if new.status <> 'pending' then
        raise exception 'an order cannot start as %', coalesce(new.status, 'null')
            using errcode = 'KB133',
            detail = jsonb_build_object('status', new.status)::text,
            hint = 'Leave status out; the service role may record an order as filled.';
    end if;
    admitted := kaboom.admit_order(new);
    if admitted.id is null then
        return null;
    end if;
    return kaboom.order_terms(admitted);
end;
$$;

comment on function kaboom.accept_order is
$$Trigger: checks and prices a new order.

Errors: KB101, KB102, KB104, KB121, KB122, KB133, KB150, KB151, KB201 to KB204, KB208, KB210 to KB212, KB220,
KB230 to KB234, KB401.$$;

revoke execute on function kaboom.accept_order from public, anon, authenticated, service_role;
