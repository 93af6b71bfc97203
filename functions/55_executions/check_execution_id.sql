create or replace function kaboom.check_execution_id(execution_id text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(execution_id !~ '\S', true) then
        raise exception 'an execution needs an execution_id'
            using errcode = 'KB209',
            detail = jsonb_build_object('member', 'execution_id')::text,
            hint = 'Send the broker''s id of the fill, or of its reversal.';
    end if;
    if not kaboom.is_id(execution_id) then
        raise exception 'execution_id "%" is no id', coalesce(left(execution_id, 120), 'null')
            using errcode = 'KB211',
            detail = jsonb_build_object('member', 'execution_id')::text,
            hint = 'Send 1 to 100 characters without blanks at the ends.';
    end if;
end;
$$;

comment on function kaboom.check_execution_id is
'Refuse an execution without a proper id. Arguments: execution_id. Errors: KB209 missing, KB211 not valid.';

revoke execute on function kaboom.check_execution_id from public, anon, authenticated, service_role;
