-- A list of what may stay, because a column that is added later must not bring personal data along.
create or replace function kaboom.without_person(recorded jsonb)
returns jsonb
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
    impersonal constant text[] := array[
        'symbol', 'trade_type', 'order_type', 'quantity', 'price', 'stop_price', 'status', 'filled_quantity',
        'execution_price',
        'net_amount', 'initial_capital', 'risk_level', 'is_active', 'tier', 'ai_quota_monthly'
    ];
begin
    return (
        select jsonb_object_agg(r.key, r.value)
        from jsonb_each(recorded) as r
        where r.key = any (impersonal)
    );
end;
$$;

comment on function kaboom.without_person is
'Recorded values without what may identify a person: ids, names and free texts. '
'Arguments: recorded, an object or null.';

revoke execute on function kaboom.without_person from public, anon, authenticated, service_role;
