"""verify names each object that was changed by hand."""

import os
import subprocess
import sys
from typing import Any
from uuid import uuid4

import psycopg
from psycopg.conninfo import make_conninfo

from migrate import ROOT


def verify(conninfo: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "migrate.py", "verify"]
    environment = os.environ | {"DATABASE_URL": conninfo}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


CHANGES = {
    "alter table portfolios add color text": "not in the files: column public.portfolios.color",
    "alter table portfolios alter name drop not null": "differs: column public.portfolios.name",
    "alter table portfolios drop constraint positive_balance": "missing: table constraint positive_balance on public.portfolios",
    "drop index idx_trades_active": "missing: index public.idx_trades_active",
    'alter policy "Users can view own positions" on positions using (true)': (
        'differs: policy "Users can view own positions" on public.positions'
    ),
    "create policy rogue on trades using (true)": "not in the files: policy rogue on public.trades",
    "create or replace function kaboom.set_opening_figures() returns trigger language plpgsql as 'begin return new; end'": (
        "differs: function kaboom.set_opening_figures()"
    ),
    "create function place_order(a int) returns int language sql as 'select a'": (
        "not in the files: function public.place_order(integer)"
    ),
    "alter table trades disable trigger audit_trade": "differs: trigger audit_trade on public.trades",
    "create trigger rogue before update on positions for each row execute function suppress_redundant_updates_trigger()": (
        "not in the files: trigger rogue on public.positions"
    ),
    "create rule rogue as on delete to watchlists do instead nothing": "not in the files: rule rogue on public.watchlists",
    "drop trigger kaboom_on_sign_up on auth.users": "missing: trigger kaboom_on_sign_up on auth.users",
    "grant update on positions to authenticated": "differs: table public.positions",
    "grant update (current_balance) on portfolios to anon": "differs: column public.portfolios.current_balance",
    "grant execute on function kaboom.verify_ledger to anon": "differs: function kaboom.verify_ledger(pg_catalog.uuid)",
    "grant usage on schema kaboom to anon": "differs: schema kaboom",
    "grant usage on schema partitions to pg_monitor": "differs: schema partitions",
    "alter table trades disable row level security": "differs: table public.trades",
    "alter table partitions.market_data_long disable row level security": (
        "differs: table partitions.market_data_long\nnot in the files: open partition partitions.market_data_long"
    ),
    "grant select on partitions.market_data_long_2024 to anon": (
        "not in the files: open partition partitions.market_data_long_2024"
    ),
    "alter table partitions.market_data_long_2023 disable row level security": (
        "not in the files: open partition partitions.market_data_long_2023"
    ),
    "alter publication supabase_realtime drop table positions": "missing: published public.positions",
    "alter publication supabase_realtime add table cash_ledger": "not in the files: published public.cash_ledger",
    "alter publication supabase_realtime set (publish = 'insert')": "differs: publication supabase_realtime",
    "alter table watchlists force row level security": "differs: table public.watchlists",
    "alter table cash_ledger replica identity full": "differs: table public.cash_ledger",
    "comment on column portfolios.user_id is 'changed'": "differs: column public.portfolios.user_id",
    "create type kaboom.mood as enum ('good')": "not in the files: type kaboom.mood",
    "create domain kaboom.yen as numeric": "not in the files: type kaboom.yen",
    "update error_catalog set hint = 'changed' where code = 'KB101'": "differs: error KB101",
    "delete from trading_calendar where day = '2024-01-01'": "missing: calendar day 2024-01-01",
    "update trading_calendar set kind = 'half_day' where day = '2024-05-06'": "differs: calendar day 2024-05-06",
    "delete from market_sessions where valid_from = '2011-11-21'": "missing: market hours from 2011-11-21",
    "delete from settlement_rules where valid_from = '1997-01-01'": "missing: settlement rule from 1997-01-01",
    "delete from tick_sizes where tick_group = 'etf' and price_above = 30000": "missing: tick of etf above 30000 from 2023-06-05",
    "delete from price_limits where base_price_from = 200": "missing: price limit above 200 from 2023-06-05",
    # As a restore without triggers may lose it; users and operators cannot.
    "set local session_replication_role = replica; delete from system_settings where key = 'market_hours'": (
        "missing: setting market_hours"
    ),
}
# What others keep beside Kaboom's objects is theirs.
OF_OTHERS = (
    "create table mine (id int); create policy mine on mine using (true)",
    "create materialized view copied as select amount from cash_ledger",
    "create function mine() returns int language sql as 'select 1'",
    "grant usage on schema monitoring to pg_monitor; grant select on monitoring.jobs to pg_monitor",
    "create type mine_type as enum ('a'); insert into system_settings (key, value) values ('mine', '1')",
    "insert into trading_calendar (day, kind, name) values ('2024-08-08', 'closure', 'a typhoon')",
    "update trading_calendar set is_provisional = false where day = '2030-12-31'",
    "delete from trading_calendar where day = '2030-11-23'",
    "update tick_sizes set tick = 2 where tick_group = 'other' and price_above = 0",
)


def test_verify_names_every_change(clone: str) -> None:
    with psycopg.connect(clone, autocommit=True) as connection:
        for change in (*CHANGES, *OF_OTHERS):
            connection.execute(change.encode())
    done = verify(clone)
    assert done.returncode == 3
    listed = {line.strip() for line in done.stdout.splitlines() if ": " in line}
    assert listed == {line for lines in CHANGES.values() for line in lines.split("\n")}


# What pg_dump and pg_restore do to them: they are printed and read again, after which PostgreSQL prints some differently.
READ_AGAIN = """
select format('alter table %s drop constraint %I, add constraint %I %s',
    conrelid::regclass, conname, conname, pg_get_constraintdef(oid))
from pg_constraint
where contype = 'c' and conparentid = 0 and connamespace = 'public'::regnamespace and conislocal
union all
select format('drop index %s; %s', indexrelid::regclass, pg_get_indexdef(indexrelid))
from pg_index join pg_class on pg_class.oid = indrelid
where relnamespace = 'public'::regnamespace and indpred is not null and relkind = 'r'
union all
select format('alter policy %I on %s using (%s)', polname, polrelid::regclass, pg_get_expr(polqual, polrelid))
from pg_policy where polqual is not null
"""


def test_a_database_that_was_restored_or_is_seen_by_another_role_is_the_same(clone: str) -> None:
    role = f"kaboom_reader_{uuid4().hex[:12]}"
    with psycopg.connect(clone, autocommit=True) as connection:
        printed = "select coalesce(sum(hashtext(pg_get_constraintdef(oid))), 0) from pg_constraint"
        before = connection.execute(printed.encode()).fetchone()
        for (statement,) in connection.execute(READ_AGAIN.encode()).fetchall():
            connection.execute(statement.encode())
        assert connection.execute(printed.encode()).fetchone() != before
        for setting in ("quote_all_identifiers = on", "standard_conforming_strings = off"):
            connection.execute(f"alter database {connection.info.dbname} set {setting}".encode())
        connection.execute(f"create role {role} login createdb password 'none'".encode())
        try:
            with psycopg.connect(clone) as restored:
                assert restored.execute("select * from kaboom.drift()").fetchall() == []
            done = verify(make_conninfo(clone, user=role, password="none"))
            assert done.returncode == 0, done.stdout + done.stderr
        finally:
            connection.execute(f"drop role {role}".encode())


def test_where_no_database_may_be_made_verify_compares_with_the_last_run(clone: str) -> None:
    with psycopg.connect(clone, autocommit=True) as connection:
        name, role = connection.info.dbname, f"kaboom_owner_{uuid4().hex[:12]}"
        connection.execute(f"create role {role} login bypassrls password 'none'".encode())
        try:
            # A role that reads everything, but may make no database.
            connection.execute(
                f"grant pg_read_all_data to {role}; grant execute on all functions in schema kaboom to {role}".encode()
            )
            connection.execute("select kaboom.end_run()")
            connection.execute("alter table trades disable trigger audit_trade")
            done = verify(make_conninfo(clone, user=role, password="none"))
        finally:
            connection.execute(f"drop owned by {role}; drop role {role}".encode())
    assert done.returncode == 3, name + done.stderr
    assert "compared with what the last run left" in done.stderr
    assert "differs: trigger audit_trade on public.trades" in done.stdout


def test_an_api_role_that_may_read_everything_is_named(database: psycopg.Connection[Any]) -> None:
    found = "select object from kaboom.drift() where object like 'role %' order by object"
    assert database.execute(found.encode()).fetchall() == []
    database.execute("alter role anon bypassrls; grant service_role to authenticated")
    assert database.execute(found.encode()).fetchall() == [
        ("role anon that bypasses row level security",),
        ("role authenticated that may act as service_role",),
    ]
