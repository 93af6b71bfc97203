create or replace function kaboom.assert_row_limit(
    relation regclass, user_id uuid, limited text,
    counted_column text default null, counted text[] default null,
    more integer default 1
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    most constant integer :=
        (to_jsonb(kaboom.setting_user_limits(kaboom.setting('user_limits'))) ->> limited)::integer;
    found_rows bigint;
begin
    execute format(
        'select count(*) from (select from %s as t where t.user_id = $1 %s limit $2) as c', relation,
        case
            when counted_column is not null then format('and t.%I = any(%L)', counted_column, counted)
            else ''
        end
    )
    into found_rows
    using assert_row_limit.user_id, most + 1;
    if found_rows + more > most then
        raise exception 'an account has at most % %', most, replace(limited, '_', ' ')
            using errcode = 'KB108',
            detail = jsonb_build_object('limit', limited, 'most', most)::text,
            hint = 'Remove some that you no longer need, or ask the operator to raise the setting '
                'user_limits.';
    end if;
end;
$$;

comment on function kaboom.assert_row_limit is
$$Refuse rows beyond those that the setting user_limits allows.

Arguments: relation; user_id; limited, the member of user_limits; counted_column and counted, its values in
the rows that count, all rows where they are left out; more, how many rows are to come. Errors: KB108, KB401,
KB402.$$;

revoke execute on function kaboom.assert_row_limit from public, anon, authenticated, service_role;
