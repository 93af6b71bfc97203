-- The rows that belong to Kaboom: texts of errors, kinds of movements, and the days of the calendar that are
-- final. Of what the operator may change - settings, hours, ticks, limits, prices of models - only that the
-- row is there.
select 'error ' || e.code, 'table public.error_catalog',
    (to_jsonb(e) - '{created_at,updated_at}'::text[])::text
from public.error_catalog as e
union all
select format('movement kind %s %s', m.ledger, m.kind), 'table public.movement_kinds',
    (to_jsonb(m) - '{created_at,updated_at}'::text[])::text
from public.movement_kinds as m
union all
select s.object, s.object, s.definition
from (
    select 'setting ' || s.key, ''
    from public.system_settings as s
    union all
    select format('calendar day %s', c.day), c.kind || coalesce(' ' || c.name, '')
    from public.trading_calendar as c
    where not c.is_provisional
    union all
    select format('market hours from %s', m.valid_from), ''
    from public.market_sessions as m
    union all
    select format('settlement rule from %s', r.valid_from), ''
    from public.settlement_rules as r
    union all
    select format('tick of %s above %s from %s', i.tick_group, trim_scale(i.price_above), i.valid_from), ''
    from public.tick_sizes as i
    union all
    select format('price limit above %s from %s', trim_scale(l.base_price_from), l.valid_from), ''
    from public.price_limits as l
    union all
    select format('price of %s from %s', p.model, p.valid_from), ''
    from public.ai_model_prices as p
) as s (object, definition)
