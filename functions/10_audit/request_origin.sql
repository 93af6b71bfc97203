-- Because a caller can forge a header, the operator names the header that their own proxy writes, and which
-- of its addresses counts.
create or replace function kaboom.request_origin(
    out ip_address inet, out user_agent text, out session_id uuid, out caller uuid
)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    headers jsonb;
    place record;
    hops text[];
    claims jsonb;
    uuid_form constant text := '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
begin
    if coalesce(current_setting('request.headers', true), '') <> '' then
        headers := kaboom.try_jsonb(current_setting('request.headers', true));
        user_agent := left(headers ->> 'user-agent', 500);
        begin
            place := kaboom.setting_audit_address();
            hops := string_to_array(headers ->> place.header, ',');
            ip_address := trim(hops[cardinality(hops) + 1 - place.from_right])::inet;
        exception
            when others then null;
        end;
    end if;
    if coalesce(current_setting('request.jwt.claims', true), '') <> '' then
        claims := kaboom.try_jsonb(current_setting('request.jwt.claims', true));
        session_id := case when claims ->> 'session_id' ~* uuid_form then (claims ->> 'session_id')::uuid end;
        caller := case when claims ->> 'sub' ~* uuid_form then (claims ->> 'sub')::uuid end;
    end if;
end;
$$;

comment on function kaboom.request_origin is
$$Where the current request comes from, as PostgREST says; null where that is missing or malformed.

Returns: ip_address, of the header and the place that the setting audit_address names; user_agent, at most
500 characters; session_id of Supabase Auth; caller, the user who signed in.$$;

revoke execute on function kaboom.request_origin from public, anon, authenticated, service_role;
