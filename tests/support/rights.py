"""Who may do what, as the catalogue has it, and a database that looks like a Supabase project before Kaboom comes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import jinja2
import psycopg
from psycopg.conninfo import make_conninfo

from support.databases import janitor

TEMPLATE = Path(__file__).parent / "supabase_platform.sql.j2"
SCHEMAS = "'public', 'kaboom', 'partitions', 'monitoring'"
# What nothing is said of has the rights of acldefault: everybody may execute a function, and use a type.
GRANTED = f"""
with ours as (select n.oid, n.nspname from pg_namespace as n where n.nspname in ({SCHEMAS})),
objects (kind, name, owner, acl) as (
    select 'schema', n.nspname::text, n.nspowner, coalesce(n.nspacl, acldefault('n', n.nspowner))
    from pg_namespace as n join ours on ours.oid = n.oid
    union all
    select 'relation', format('%s.%s', ours.nspname, c.relname), c.relowner, c.relacl
    from pg_class as c join ours on ours.oid = c.relnamespace
    union all
    select 'column', format('%s.%s.%s', ours.nspname, c.relname, a.attname), c.relowner, a.attacl
    from pg_class as c join ours on ours.oid = c.relnamespace
    join pg_attribute as a on a.attrelid = c.oid and a.attacl is not null
    union all
    select 'function', format('%s.%s', ours.nspname, p.proname), p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
    from pg_proc as p join ours on ours.oid = p.pronamespace
    union all
    select 'type', format('%s.%s', ours.nspname, t.typname), t.typowner, coalesce(t.typacl, acldefault('T', t.typowner))
    from pg_type as t join ours on ours.oid = t.typnamespace
)
select o.kind, o.name, case when x.grantee = 0 then 'PUBLIC' else x.grantee::regrole::text end, x.privilege_type, x.is_grantable
from objects as o cross join aclexplode(o.acl) as x
where x.grantee <> o.owner
"""
WITHOUT_ROW_LEVEL_SECURITY = f"""
select c.oid::regclass::text
from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
where n.nspname in ({SCHEMAS}) and c.relkind in ('r', 'p') and not c.relrowsecurity
"""


class Right(NamedTuple):
    """A privilege on one object that somebody other than its owner holds."""

    kind: str
    name: str
    grantee: str
    privilege: str
    grantable: bool


def rights(connection: psycopg.Connection[Any]) -> set[Right]:
    """Every right on everything in the schemas of Kaboom."""
    return {Right(*row) for row in connection.execute(GRANTED.encode())}


def tables_without_row_level_security(connection: psycopg.Connection[Any]) -> list[str]:
    """The tables whose rows no policy guards."""
    return [row[0] for row in connection.execute(WITHOUT_ROW_LEVEL_SECURITY.encode())]


@contextmanager
def supabase_project(server: str, regime: str) -> Iterator[tuple[str, str]]:
    """Two conninfos of an empty Supabase project: the superuser's, and the migrating role's, which is no superuser.

    Regime: the default privileges of projects, `old` or `new`.
    """
    mark = uuid4().hex[:12]
    name, owner = f"kaboom_supabase_{mark}", f"kaboom_owner_{mark}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"create role {owner} login createrole createdb bypassrls password 'none'".encode())
    with janitor(server, name, "template0"):
        database = make_conninfo(server, dbname=name)
        with psycopg.connect(database, autocommit=True) as admin:
            admin.execute(f"alter database {name} owner to {owner}".encode())
            admin.execute(jinja2.Template(TEMPLATE.read_text()).render(owner=owner, regime=regime).encode())
        yield database, make_conninfo(database, user=owner, password="none")
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"drop role {owner}".encode())
