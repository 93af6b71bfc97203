-- BEFORE UPDATE of is_active: an archive holds nothing that could still move. The positions are locked first,
-- because at REPEATABLE READ a sale that was placed since is not seen, but its reservation has changed a
-- position: that gives 40001.
create or replace function kaboom.refuse_archive_with_open_orders()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform from public.positions as h
    where h.user_id = new.user_id
        and h.portfolio_id = new.id
    order by h.symbol
    for no key update;
    if exists (
        select from public.trades as t
        where t.user_id = new.user_id
            and t.portfolio_id = new.id
            and t.status in ('pending', 'partial')
    ) then
        raise exception 'portfolio % has open orders', new.id
            using errcode = 'KB103',
            detail = jsonb_build_object('portfolio_id', new.id)::text,
            hint = 'Cancel its open orders, then archive it.';
    end if;
    new.archived_by := tg_argv[0];
    return new;
end;
$$;

comment on function kaboom.refuse_archive_with_open_orders is
$$Trigger: refuses to archive a portfolio with open orders, and notes who archives it.

Arguments: owner or operator. Errors: KB103.$$;

revoke execute on function kaboom.refuse_archive_with_open_orders
from public, anon, authenticated, service_role;
