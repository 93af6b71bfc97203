create or replace function kaboom.market_hours()
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_object(
        'timezone', 'Asia/Tokyo',
        'sessions', coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'from', s.valid_from,
                    'morning', jsonb_build_array(
                        to_char(s.morning_opens, 'HH24:MI'), to_char(s.morning_closes, 'HH24:MI')
                    ),
                    'afternoon', jsonb_build_array(
                        to_char(s.afternoon_opens, 'HH24:MI'), to_char(s.afternoon_closes, 'HH24:MI')
                    )
                )
                order by s.valid_from
            ),
            '[]'
        )
    )
    from public.market_sessions as s;
$$;

comment on function kaboom.market_hours is
$$The value of the setting market_hours, as market_sessions has it.

Returns: {"timezone": "Asia/Tokyo", "sessions": [{"from": day, "morning": [opens, closes], "afternoon":
[...]}]}.$$;

revoke execute on function kaboom.market_hours from public, anon, authenticated, service_role;
