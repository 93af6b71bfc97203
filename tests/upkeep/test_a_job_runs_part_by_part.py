"""A job commits after each part of its work, keeps what went wrong, and never runs twice at the same time."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

# Jobs of the test in place of those of Kaboom: each takes the rows from a heap one by one; the second fails at row 3.
JOBS = """
create table public.heap (n integer);
create function public.take(taken integer, fails_at integer) returns void language plpgsql as $$
begin
    if taken = fails_at then
        raise exception 'row % is stuck', taken;
    end if;
    delete from public.heap where n = taken;
end;
$$;
create or replace function kaboom.jobs()
returns table (job text, schedule text, every interval, parts text, command text, purpose text)
language sql immutable set search_path = pg_catalog, pg_temp as $$
    values
        ('take all', '', interval '1 day', 'select n::text from public.heap order by n',
            'select public.take($1::integer, null)', ''),
        ('fail', '', interval '1 minute', 'select n::text from public.heap order by n', 'select public.take($1::integer, 3)', '')
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


def state(database: psycopg.Connection[Any], job: str) -> tuple[int, int, str | None, bool, str]:
    """Parts, failed parts, error, whether the run has ended, and what monitoring.jobs says of it."""
    query = "select parts, failed_parts, error, finished_at >= started_at, state from monitoring.jobs where job = %s"
    ((parts, failed, error, ended, said),) = database.execute(query, [job]).fetchall()
    return parts, failed, error, bool(ended), said.split(":")[0]


def state_texts(database: psycopg.Connection[Any]) -> dict[str, str]:
    """What monitoring.jobs says of each job, up to the colon."""
    return {job: said.split(":")[0] for job, said in database.execute("select job, state from monitoring.jobs").fetchall()}


def test_a_job_does_all_parts_and_counts_them(database: psycopg.Connection[Any]) -> None:
    database.execute(RUN, ["take all"])
    assert value(database, "select count(*) from heap") == 0
    assert state(database, "take all") == (5, 0, None, True, "well")


def test_a_part_that_fails_stops_no_other_part(database: psycopg.Connection[Any]) -> None:
    database.execute(RUN, ["fail"])
    assert value(database, "select string_agg(n::text, ' ') from heap") == "3"
    assert state(database, "fail") == (5, 1, "P0001: row 3 is stuck", True, "failed in part")


def test_a_job_that_failed_in_part_runs_again(database: psycopg.Connection[Any]) -> None:
    database.execute(RUN, ["fail"])
    database.execute("update heap set n = 4")
    database.execute(RUN, ["fail"])
    assert value(database, "select count(*) from heap") == 0
    assert state(database, "fail") == (1, 0, None, True, "well")


def test_a_part_is_committed_before_the_next_one(database: psycopg.Connection[Any], with_jobs: str) -> None:
    """Another session holds row 3: meanwhile rows 1 and 2 are gone for everybody."""
    with psycopg.connect(with_jobs) as holder, ThreadPoolExecutor(1) as pool:
        holder.execute("select from heap where n = 3 for update")
        pid = database.info.backend_pid
        run = pool.submit(database.execute, RUN, ["take all"])
        while holder.execute("select pg_blocking_pids(%s)", [pid]).fetchone() == ([],) and not run.done():
            pass
        left = holder.execute("select count(*) from heap").fetchone()
        holder.rollback()
        run.result()
    assert left == (3,)
    assert value(database, "select count(*) from heap") == 0


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
