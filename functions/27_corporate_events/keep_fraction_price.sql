-- BEFORE UPDATE of fraction_price: it is often known only after the action, and is then stated once.
create or replace function kaboom.keep_fraction_price()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if old.fraction_price is not null then
        raise exception 'the fraction_price % of this action is known already', old.fraction_price
            using errcode = 'KB632',
            detail = jsonb_build_object('action_id', old.id, 'fraction_price', old.fraction_price)::text,
            hint = 'Send a new version of the action.';
    end if;
    perform kaboom.check_action(new);
    return new;
end;
$$;

comment on function kaboom.keep_fraction_price is
$$Trigger: lets the fraction_price of an action be stated once.

Errors: KB632 it was stated before, KB638 it is no price, or of a dividend.$$;

revoke execute on function kaboom.keep_fraction_price from public, anon, authenticated, service_role;
