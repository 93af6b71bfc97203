-- The rows that belong to Kaboom: texts of errors, kinds of movements, and that each setting is there. The value of a
-- setting belongs to the operator.
select 'error ' || e.code, 'table public.error_catalog', (to_jsonb(e) - '{created_at,updated_at}'::text[])::text
from public.error_catalog as e
union all
select format('movement kind %s %s', m.ledger, m.kind), 'table public.movement_kinds',
    (to_jsonb(m) - '{created_at,updated_at}'::text[])::text
from public.movement_kinds as m
union all
select 'setting ' || s.key, 'setting ' || s.key, ''
from public.system_settings as s
