create or replace function kaboom.check_adjustment_key(idempotency_key text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(idempotency_key !~ '\S', true) then
        raise exception 'a movement of shares needs an idempotency_key'
            using errcode = 'KB207',
            detail = jsonb_build_object('member', 'idempotency_key')::text,
            hint = 'Send a key of your own, the same one when you repeat the request.';
    end if;
    if not kaboom.is_id(idempotency_key) then
        raise exception 'idempotency_key "%" has a blank at one end, or more than 100 characters',
            left(idempotency_key, 120)
            using errcode = 'KB211',
            detail = jsonb_build_object('member', 'idempotency_key')::text,
            hint = 'Send 1 to 100 characters without blanks at the ends.';
    end if;
end;
$$;

comment on function kaboom.check_adjustment_key is
'Refuse a movement of shares without a proper key. Arguments: idempotency_key.
Errors: KB207 missing, KB211 not valid.';

revoke execute on function kaboom.check_adjustment_key from public, anon, authenticated, service_role;
