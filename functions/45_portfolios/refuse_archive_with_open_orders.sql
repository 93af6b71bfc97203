-- An archive holds nothing that could still move.
create or replace function kaboom.refuse_archive_with_open_orders()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
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
    return new;
end;
$$;

comment on function kaboom.refuse_archive_with_open_orders is 'Trigger: KB103 when a portfolio with open orders is archived.';

revoke execute on function kaboom.refuse_archive_with_open_orders from public, anon, authenticated, service_role;
