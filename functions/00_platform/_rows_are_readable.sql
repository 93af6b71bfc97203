-- Whether the caller sees the rows of Kaboom's seeds, all of them.
select coalesce(bool_and(
    t.name is not null and has_table_privilege(t.name::oid, 'select') and not row_security_active(t.name::oid)
), false)
from unnest(array[
    to_regclass('public.error_catalog'), to_regclass('public.movement_kinds'), to_regclass('public.system_settings')
]) as t (name)
