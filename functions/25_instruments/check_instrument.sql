-- BEFORE INSERT OR UPDATE: two spellings of one share would be two instruments; ScaleCat of J-Quants tells
-- the tick group.
create or replace function kaboom.check_instrument()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform kaboom.assert_symbol_is_normalised(new.symbol);
    -- A share that moves in or out of TOPIX 500 takes the ticks of its new place.
    if tg_op = 'UPDATE'
        and new.scale is distinct from old.scale
        and new.tick_group is not distinct from old.tick_group
    then
        new.tick_group := null;
    end if;
    if new.tick_group is null then
        new.tick_group := case
            when new.scale ~* '(core30|large70|mid400)' then 'topix500'
            when new.scale ~* 'small' then 'other'
        end;
    end if;
    return new;
end;
$$;

comment on function kaboom.check_instrument is
$$Trigger: refuses a symbol in another spelling, and takes a missing tick_group from scale.

Members of TOPIX Core30, Large70 and Mid400 make up TOPIX 500; those of TOPIX Small are outside. Errors:
KB601.$$;

revoke execute on function kaboom.check_instrument from public, anon, authenticated, service_role;
