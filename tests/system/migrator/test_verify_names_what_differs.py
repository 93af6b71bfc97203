"""verify names each object that was changed by hand."""

import os
import subprocess
import sys

import psycopg

from migrate import ROOT


def verify(conninfo: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "migrate.py", "verify"]
    environment = os.environ | {"DATABASE_URL": conninfo}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_verify_finds_no_difference_in_a_fresh_database(empty: str) -> None:
    command = [sys.executable, "migrate.py", "up", "--demo"]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"DATABASE_URL": empty}, capture_output=True, check=True)
    done = verify(empty)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The database is what the files say." in done.stdout


CHANGES = {
    "alter table portfolios add color text": "not in the files: column public.portfolios.color",
    "alter table portfolios alter name drop not null": "differs: column public.portfolios.name",
    "alter table portfolios drop constraint positive_balance": "missing: constraint public.portfolios.positive_balance",
    "drop index idx_trades_active": "missing: relation public.idx_trades_active",
    'alter policy "Users can view own positions" on positions using (true)': (
        "differs: policy public.positions.Users can view own positions"
    ),
    "create or replace function kaboom.set_opening_figures() returns trigger language plpgsql as 'begin return new; end'": (
        "differs: function kaboom.set_opening_figures()"
    ),
    "alter table trades disable trigger audit_trade": "differs: trigger public.trades.audit_trade",
    "drop trigger kaboom_on_sign_up on auth.users": "missing: trigger auth.users.kaboom_on_sign_up",
    "grant update on positions to authenticated": "differs: relation public.positions",
    "grant update (current_balance) on portfolios to anon": "differs: column public.portfolios.current_balance",
    "grant execute on function kaboom.verify_ledger to anon": "differs: function kaboom.verify_ledger(uuid)",
    "grant usage on schema kaboom to anon": "differs: schema kaboom",
    "alter table trades disable row level security": "differs: relation public.trades",
    "alter table partitions.market_data_long disable row level security": "differs: relation partitions.market_data_long",
    "grant select on partitions.market_data_long_2024 to anon": "not in the files: open partition market_data_long_2024",
    "alter table partitions.market_data_long_2023 disable row level security": (
        "not in the files: open partition market_data_long_2023"
    ),
    "alter publication supabase_realtime drop table positions": "missing: published positions",
    "alter publication supabase_realtime add table cash_ledger": "not in the files: published cash_ledger",
    "alter table watchlists force row level security": "differs: relation public.watchlists",
    "create materialized view copied as select amount from cash_ledger": (
        "not in the files: column public.copied.amount\nnot in the files: relation public.copied"
    ),
}


def test_verify_names_every_change(clone: str) -> None:
    with psycopg.connect(clone, autocommit=True) as connection:
        for change in CHANGES:
            connection.execute(change.encode())
    done = verify(clone)
    assert done.returncode == 3
    listed = {line.strip() for line in done.stdout.splitlines()[1:]}
    assert listed == {line for lines in CHANGES.values() for line in lines.split("\n")}


def test_verify_says_that_the_role_may_not_create_databases(clone: str) -> None:
    done = verify(clone + " options='-c role=authenticated'")
    assert done.returncode == 1
    assert "permission denied to create database" in done.stderr
