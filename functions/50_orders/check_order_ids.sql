create or replace function kaboom.check_order_ids(client_order_id text, order_id text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    member constant text := case
        when not kaboom.is_id(coalesce(client_order_id, 'x')) then 'client_order_id'
        when not kaboom.is_id(coalesce(order_id, 'x')) then 'order_id'
    end;
begin
    if member is not null then
        raise exception '% "%" is no id', member,
            left(case member when 'order_id' then order_id else client_order_id end, 120)
            using errcode = 'KB211',
            detail = jsonb_build_object('member', member)::text,
            hint = 'Send 1 to 100 characters without blanks at the ends, or leave it out.';
    end if;
end;
$$;

comment on function kaboom.check_order_ids is
$$Refuse ids of an order that are blank, padded or too long: a field that was left empty is no id.

Arguments: client_order_id and order_id, each null where there is none. Errors: KB211.$$;

revoke execute on function kaboom.check_order_ids from public, anon, authenticated, service_role;
