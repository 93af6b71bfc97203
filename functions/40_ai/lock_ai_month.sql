create or replace function kaboom.lock_ai_month(user_id uuid, month date)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
    insert into public.ai_usage (user_id, month)
    values (lock_ai_month.user_id, lock_ai_month.month)
    on conflict on constraint ai_usage_pkey do nothing;
    select from public.ai_usage as u
    where u.user_id = lock_ai_month.user_id
        and u.month = lock_ai_month.month
    for no key update;
$$;

comment on function kaboom.lock_ai_month is
$$Make and lock a user's row of ai_usage: what is read afterwards stays so until the end of the transaction.

Arguments: user_id; month, its first day.$$;

revoke execute on function kaboom.lock_ai_month from public, anon, authenticated, service_role;
