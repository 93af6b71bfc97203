-- migrate: apart
-- Accounts that signed up before Kaboom was installed get what a new account gets.
select kaboom.create_profile(u.id, u.raw_user_meta_data)
from auth.users as u
where not exists (
    select from public.user_profiles as p
    where p.id = u.id
);
