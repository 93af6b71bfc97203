"""A job commits after each part of its work, keeps what went wrong, and never runs twice at the same time."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

# Jobs of the test in place of those of Kaboom: one takes a row from a heap each time, one fails at its third part.
JOBS = """
create table public.heap (n integer);
create function public.take_one(fails_at integer) returns integer language plpgsql as $$
begin
    if (select count(*) from public.heap) = fails_at then
        raise exception 'the heap is stuck';
    end if;
    delete from public.heap where n = (select min(n) from public.heap);
    return (select count(*) from public.heap);
end;
$$;
create or replace function kaboom.jobs()
returns table (job text, schedule text, every interval, command text, purpose text)
language sql immutable set search_path = pg_catalog, pg_temp as $$
    values ('take all', '', interval '1 day', 'select public.take_one(null)', ''),
        ('fail', '', interval '1 minute', 'select public.take_one(3)', '')
$$;
"""
RUN = "call kaboom.run_job(%s)"


@pytest.fixture(scope="module")
def with_jobs(make_clone: Callable[[], str]) -> str:
    """The conninfo of a database with these jobs."""
    conninfo = make_clone()
    with psycopg.connect(conninfo) as connection:
        connection.execute(JOBS)
    return conninfo


@pytest.fixture
def database(with_jobs: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection to it, with five rows on the heap, before any run."""
    with psycopg.connect(with_jobs, autocommit=True) as connection:
        connection.execute("truncate heap, kaboom.job_runs")
        connection.execute("insert into heap select n from generate_series(1, 5) as n")
        yield connection


def value(database: psycopg.Connection[Any], query: str) -> Any:
    """The only value of a query."""
    (found,) = database.execute(query.encode()).fetchone() or (None,)
    return found


def state(database: psycopg.Connection[Any], job: str) -> tuple[int, str | None, bool, str]:
    """Parts, error, whether it has ended, and what monitoring.jobs says."""
    query = "select parts, error, finished_at >= started_at, state from monitoring.jobs where job = %s"
    ((parts, error, ended, said),) = database.execute(query, [job]).fetchall()
    return parts, error, bool(ended), said


def state_texts(database: psycopg.Connection[Any]) -> dict[str, str]:
    """What monitoring.jobs says of each job, up to the colon."""
    return {job: said.split(":")[0] for job, said in database.execute("select job, state from monitoring.jobs").fetchall()}


def test_a_job_does_all_parts_and_counts_them(database: psycopg.Connection[Any]) -> None:
    database.execute(RUN, ["take all"])
    assert value(database, "select count(*) from heap") == 0
    assert state(database, "take all") == (5, None, True, "well")


def test_a_part_is_committed_before_the_next_one(database: psycopg.Connection[Any]) -> None:
    database.execute(RUN, ["fail"])
    assert value(database, "select count(*) from heap") == 3
    parts, error, ended, said = state(database, "fail")
    assert (parts, error, ended) == (2, "P0001: the heap is stuck", True)
    assert said.startswith("failed")


def test_a_job_that_failed_runs_again(database: psycopg.Connection[Any]) -> None:
    database.execute(RUN, ["fail"])
    database.execute("delete from heap where n = 3")
    database.execute(RUN, ["fail"])
    assert value(database, "select count(*) from heap") == 0
    assert state(database, "fail") == (2, None, True, "well")


@pytest.mark.parametrize(("ago", "left"), [("59 minutes", 5), ("61 minutes", 0)])
def test_a_run_without_an_end_blocks_the_next_one_for_an_hour(database: psycopg.Connection[Any], ago: str, left: int) -> None:
    database.execute("insert into kaboom.job_runs (job, started_at) values ('take all', clock_timestamp() - %s::interval)", [ago])
    database.execute(RUN, ["take all"])
    assert value(database, "select count(*) from heap") == left


def test_an_unknown_job_is_refused(database: psycopg.Connection[Any]) -> None:
    with pytest.raises(psycopg.errors.DatabaseError) as refusal:
        database.execute(RUN, ["clean up"])
    assert refusal.value.sqlstate == "KB403"
    assert value(database, "select count(*) from kaboom.job_runs") == 0


def test_jobs_that_never_ran_are_due(database: psycopg.Connection[Any]) -> None:
    assert state_texts(database) == {"take all": "never ran", "fail": "never ran"}
    database.execute("call kaboom.run_due_jobs()")
    assert value(database, "select count(*) from kaboom.job_runs where finished_at is not null") == 2


@pytest.mark.parametrize(("ago", "left"), [("23 hours", 5), ("25 hours", 0)])
def test_a_job_is_due_when_its_time_has_passed(database: psycopg.Connection[Any], ago: str, left: int) -> None:
    database.execute(
        "insert into kaboom.job_runs (job, started_at, finished_at)"
        " values ('take all', clock_timestamp() - %s::interval, now()), ('fail', 'infinity', 'infinity')",
        [ago],
    )
    database.execute("call kaboom.run_due_jobs()")
    assert value(database, "select count(*) from heap") == left


@pytest.mark.parametrize(("ago", "said"), [("71 hours", "well"), ("73 hours", "late")])
def test_a_job_is_late_after_three_times_its_interval(database: psycopg.Connection[Any], ago: str, said: str) -> None:
    database.execute(
        "insert into kaboom.job_runs (job, started_at, finished_at) values ('take all', clock_timestamp() - %s::interval, now())",
        [ago],
    )
    assert state_texts(database)["take all"] == said
