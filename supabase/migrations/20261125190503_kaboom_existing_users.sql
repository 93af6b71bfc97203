-- kaboom: export 0.1.0 a877a695c5a49755c754e01441a6d98c8557789b8cd2dcbdd353e94fdb6fb1f3

-- kaboom: seeds/existing_users.sql repeatable 7d3729a9d8d24891313f3dc61c32d4b1ffe0298fcc05acb57e619366448648f8
-- migrate: apart
-- Accounts that signed up before Kaboom was installed get what a new account gets.
select kaboom.create_profile(u.id, u.raw_user_meta_data)
from auth.users as u
where not exists (
    select from public.user_profiles as p
    where p.id = u.id
);

insert into kaboom.migrations (path, kind, checksum, release, duration_ms)
values ('seeds/existing_users.sql', 'repeatable', '7d3729a9d8d24891313f3dc61c32d4b1ffe0298fcc05acb57e619366448648f8', '0.1.0', 0)
on conflict (path) do update
set checksum = excluded.checksum,
    release = excluded.release,
    duration_ms = excluded.duration_ms,
    applied_by = excluded.applied_by,
    applied_at = excluded.applied_at,
    missing_since = null;

do $$
begin
    if to_regprocedure('kaboom.end_run()') is not null then
        perform kaboom.end_run();
    end if;
end;
$$;
notify pgrst, 'reload schema';
