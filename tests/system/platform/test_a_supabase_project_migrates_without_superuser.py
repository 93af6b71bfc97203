"""The migrating role is no superuser, schema auth belongs to another role, and default privileges may open new tables."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import jinja2
import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from support.databases import janitor

import migrate

TEMPLATE = Path(__file__).parents[2] / "support/supabase_platform.sql.j2"
# Every right of the API roles and of everybody, on everything but the functions of extensions.
RIGHTS = """
select 'relation', c.oid::regclass::text, coalesce(g.rolname, 'public'), x.privilege_type, ''
from pg_class as c cross join aclexplode(c.relacl) as x left join pg_roles as g on g.oid = x.grantee
where c.relnamespace in (select oid from pg_namespace where nspname in ('public', 'kaboom', 'partitions', 'monitoring'))
    and x.grantee <> c.relowner
union all
select 'column', c.oid::regclass::text, coalesce(g.rolname, 'public'), x.privilege_type, a.attname
from pg_class as c join pg_attribute as a on a.attrelid = c.oid
cross join aclexplode(a.attacl) as x left join pg_roles as g on g.oid = x.grantee
where c.relnamespace in (select oid from pg_namespace where nspname in ('public', 'kaboom', 'partitions', 'monitoring'))
    and x.grantee <> c.relowner
union all
select 'function', p.oid::regprocedure::text, coalesce(g.rolname, 'public'), x.privilege_type, ''
from pg_proc as p cross join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as x
left join pg_roles as g on g.oid = x.grantee
where p.pronamespace in (select oid from pg_namespace where nspname in ('public', 'kaboom', 'partitions', 'monitoring'))
    and x.grantee <> p.proowner
union all
select 'schema', n.nspname, coalesce(g.rolname, 'public'), x.privilege_type, ''
from pg_namespace as n cross join aclexplode(n.nspacl) as x left join pg_roles as g on g.oid = x.grantee
where n.nspname in ('kaboom', 'partitions', 'monitoring') and x.grantee <> n.nspowner
"""
AUTH = """
select c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod)
from pg_class as c join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0
where c.relnamespace = 'auth'::regnamespace
union all
select p.proname, p.prosrc, p.proowner::regrole::text from pg_proc as p where p.pronamespace = 'auth'::regnamespace
"""


def rows(conninfo: str, query: str) -> set[tuple[Any, ...]]:
    with psycopg.connect(conninfo) as connection:
        return set(connection.execute(query.encode()).fetchall())


@pytest.fixture(params=["old", "new"])
def project_of_supabase(request: pytest.FixtureRequest, server: str, template: str) -> Iterator[tuple[str, str]]:
    """Two conninfos of a database that looks like a Supabase project: the superuser's and the migrating role's."""
    mark = uuid4().hex[:12]
    name, owner = f"kaboom_supabase_{mark}", f"kaboom_owner_{mark}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"create role {owner} login createrole createdb bypassrls password 'none'".encode())
    with janitor(server, name, "template0"):
        database = make_conninfo(server, dbname=name)
        with psycopg.connect(database, autocommit=True) as admin:
            admin.execute(f"alter database {name} owner to {owner}".encode())
            script = jinja2.Template(TEMPLATE.read_text()).render(owner=owner, regime=request.param)
            admin.execute(script.encode())
        yield database, make_conninfo(database, user=owner, password="none")
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"drop role {owner}".encode())


def test_a_role_that_is_no_superuser_migrates_with_the_same_rights(project_of_supabase: tuple[str, str], conninfo: str) -> None:
    superuser, owner = project_of_supabase
    before = rows(superuser, AUTH)
    with migrate.connect(owner) as connection:
        assert connection.execute("select rolsuper from pg_roles where rolname = current_user").fetchone() == (False,)
        applied = migrate.migrate(connection, migrate.discover())
        assert len(applied) == len(migrate.discover())
        assert migrate.migrate(connection, migrate.discover()) == []
    assert rows(superuser, AUTH) == before
    rights = rows(superuser, RIGHTS)
    expected = {right for right in rows(conninfo, RIGHTS) if not right[1].startswith(("extensions.", "tests."))}
    assert rights == expected
    assert len(rights) > 200


def test_a_user_signs_up_in_a_supabase_project(project_of_supabase: tuple[str, str]) -> None:
    _, owner = project_of_supabase
    with migrate.connect(owner) as connection:
        migrate.migrate(connection, migrate.discover())
        connection.execute("insert into auth.users (id) values (gen_random_uuid())")
        assert connection.execute("select count(*) from user_profiles").fetchone() == (1,)
        connection.execute("select kaboom.ensure_partitions(), cleanup_old_market_data()")
        assert connection.execute("select * from kaboom.verify_ledger()").fetchall() == []
