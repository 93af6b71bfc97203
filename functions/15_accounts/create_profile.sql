-- Called at sign-up, and by the seed for accounts that are older than Kaboom.
create or replace function kaboom.create_profile(user_id uuid, meta_data jsonb)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
    insert into public.user_profiles (id, display_name, avatar_url)
    values (user_id, left(meta_data ->> 'display_name', 100), left(meta_data ->> 'avatar_url', 2000))
    on conflict (id) do nothing;
    insert into public.watchlists (user_id, name, is_default)
    select create_profile.user_id, 'デフォルトリスト', true
    where not exists (
        select from public.watchlists as w
        where w.user_id = create_profile.user_id
            and w.is_default
    )
    on conflict do nothing;
$$;

comment on function kaboom.create_profile is
$$Create the profile and the default watchlist of an account that has none.

Arguments: user_id of auth.users; meta_data that the user gave, of which display_name and avatar_url are
copied.$$;

revoke execute on function kaboom.create_profile from public, anon, authenticated, service_role;
