-- The one place that refuses for want of cash, or for too much of it.
create or replace function kaboom.assert_cash_covers(
    balance numeric, reserved numeric, needed numeric, hint text, released numeric default 0
)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if balance - needed < reserved - released then
        raise exception 'free cash % does not cover %', balance - reserved, needed - released
            using errcode = 'KB110',
            detail = jsonb_build_object(
                'free', balance - reserved, 'needed', needed - released, 'reserved', reserved
            )::text,
            hint = assert_cash_covers.hint;
    end if;
    if not kaboom.is_amount(balance - needed) then
        raise exception 'a balance of % is more than a portfolio can hold', balance - needed
            using errcode = 'KB112',
            detail = jsonb_build_object('balance', balance - needed, 'below', 1e13)::text,
            hint = 'Withdraw cash first, or use another portfolio.';
    end if;
end;
$$;

comment on function kaboom.assert_cash_covers is
$$Refuse what free cash does not cover, and a balance that is too large.

Arguments in yen: balance and reserved of the portfolio before; needed, negative where cash comes in;
hint, what to do where cash is missing; released, what becomes free of reserved at the same time,
negative where more is reserved.
Errors: KB110 not enough free cash, KB112 balance too large.$$;

revoke execute on function kaboom.assert_cash_covers from public, anon, authenticated, service_role;
