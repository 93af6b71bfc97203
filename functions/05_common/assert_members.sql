create or replace function kaboom.assert_members(element jsonb, members text[])
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    unknown text;
begin
    if element - members <> '{}' then
        select min(k.name) into unknown
        from jsonb_object_keys(element - members) as k (name);
        raise exception '% is no member of an element', left(unknown, 100)
            using errcode = 'KB222',
            detail = jsonb_build_object('members', members)::text,
            hint = 'Send the arguments of the function for one element as members.';
    end if;
end;
$$;

comment on function kaboom.assert_members is
$$Refuse an element of a batch that has a member which means nothing: it might be a member that was written wrong.

Arguments: element, an object; members that it may have. Errors: KB222.$$;

revoke execute on function kaboom.assert_members from public, anon, authenticated, service_role;
