-- Read without a lock: orders of the user never wait for an AI call, nor the other way round.
create or replace function kaboom.ai_profile(user_id uuid)
returns public.user_profiles
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    profile public.user_profiles;
begin
    select p.* into profile
    from public.user_profiles as p
    where p.id = ai_profile.user_id;
    if not found then
        raise exception 'user % not found', coalesce(user_id::text, 'null')
            using errcode = 'KB302',
            detail = jsonb_build_object('user_id', user_id)::text,
            hint = 'Use the id of a user who has signed up.';
    end if;
    return profile;
end;
$$;

comment on function kaboom.ai_profile is
$$The profile of the user whose AI calls are metered.

Arguments: user_id. Errors: KB302 there is no such user.$$;

revoke execute on function kaboom.ai_profile from public, anon, authenticated, service_role;
