create or replace function kaboom.assert_same_day(earlier public.trade_executions, executed_at timestamptz)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    earlier_day constant date := (earlier.executed_at at time zone 'Asia/Tokyo')::date;
    day constant date := (assert_same_day.executed_at at time zone 'Asia/Tokyo')::date;
begin
    if earlier.executed_at_is_stated and day <> earlier_day then
        raise exception 'execution_id % is the fill of % (Asia/Tokyo), % @ %, and the one sent is of %',
            earlier.execution_id, earlier_day, earlier.quantity, earlier.price, day
            using errcode = 'KB122',
            detail = jsonb_build_object(
                'execution_id', earlier.execution_id, 'earlier_day', earlier_day, 'day', day
            )::text,
            hint = 'Numbers of the broker begin again every day: build the id of day and number.';
    end if;
end;
$$;

comment on function kaboom.assert_same_day is
$$Refuse an execution_id that comes again with a time of another trading day (Asia/Tokyo): it is another fill.

Arguments: earlier, the fill that has the id; executed_at as sent now, null where it was not
stated. Errors: KB122.$$;

revoke execute on function kaboom.assert_same_day from public, anon, authenticated, service_role;
