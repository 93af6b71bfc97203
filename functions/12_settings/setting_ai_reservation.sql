create or replace function kaboom.setting_ai_reservation(
    value jsonb default kaboom.setting('ai_reservation'),
    out hours numeric,
    out input_tokens numeric,
    out output_tokens numeric
)
returns record
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    hours := kaboom.setting_number('ai_reservation', value, 'hours', 0.01, 720);
    input_tokens := kaboom.setting_number('ai_reservation', value, 'input_tokens', 0, 10000000);
    output_tokens := kaboom.setting_number('ai_reservation', value, 'output_tokens', 0, 10000000);
end;
$$;

comment on function kaboom.setting_ai_reservation is
$$The setting ai_reservation: what a requested analysis reserves, and for how long.

Arguments: value to check, else the stored one. Returns: hours until the reservation expires; input_tokens and
output_tokens, what one model is expected to use for one analysis type. Errors: KB401 missing, KB402 not
valid.$$;

revoke execute on function kaboom.setting_ai_reservation from public, anon, authenticated, service_role;
