-- A new account starts with a profile and a default watchlist.
create or replace function kaboom.create_profile()
returns trigger
language plpgsql
volatile
security definer
set search_path = ''
as $$
begin
    insert into public.user_profiles (id, display_name, avatar_url)
    values (
        new.id,
        left(new.raw_user_meta_data ->> 'display_name', 100),
        left(new.raw_user_meta_data ->> 'avatar_url', 2000)
    )
    on conflict (id) do nothing;
    insert into public.watchlists (user_id, name, is_default)
    values (new.id, 'デフォルトリスト', true)
    on conflict do nothing;
    return null;
end;
$$;

comment on function kaboom.create_profile() is 'Trigger: makes the profile and the default watchlist of a new user.';

revoke execute on function kaboom.create_profile() from public;
