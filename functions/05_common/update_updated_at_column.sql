-- BEFORE UPDATE: its condition leaves out the statements that write updated_at themselves.
create or replace function public.update_updated_at_column()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
    new.updated_at := now();
    return new;
end;
$$;

comment on function public.update_updated_at_column is
'Trigger: sets updated_at to the time of the transaction.';

revoke execute on function public.update_updated_at_column from public, anon, authenticated, service_role;
