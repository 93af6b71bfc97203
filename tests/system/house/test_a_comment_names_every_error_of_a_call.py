"""The Errors of a function's comment are the codes that a caller can meet: no more and no less.

They are found by what the function raises itself, what it calls, and what triggers do with the rows that it writes.
"""

import re

import psycopg
import pytest
from support import house
from support.reach import Reach, read

# A function, and what it calls or lets out for the reading of the catalogue, but never in truth: a function or a code.
NOT_TAKEN = {
    ("kaboom.bar_known_at", "public.trading_sessions"): "asks for days that the calendar covers",
    ("public.ingest_market_data", "KB601"): "normalises symbols before it writes",
    ("public.ingest_market_data", "KB602"): "aligns bars before it writes",
    ("public.price_limits_of", "KB203"): "rounds prices above zero",
    ("public.price_limits_of", "KB235"): "rounds in known directions",
    ("kaboom.assert_price_fits_market", "KB235"): "rounds in known directions",
    ("kaboom.assert_price_fits_market", "KB620"): "asks only for a day that the calendar covers",
    ("kaboom.book_adjustment", "KB110"): "moves no cash",
    ("kaboom.book_adjustment_reversal", "KB110"): "moves no cash",
    ("kaboom.close_orders_of_action", "KB133"): "closes open orders only",
    ("kaboom.fill_sleeve", "KB212"): "simulates market orders only",
    ("kaboom.book_reversal", "kaboom.check_closing_times"): "says how an order ends where it ends one",
    ("public.refuse_cancel", "kaboom.check_closing_times"): "changes open orders only",
    ("kaboom.post_execution", "kaboom.close_order"): "a fill changes filled_quantity together with the status",
    ("kaboom.write_executions", "kaboom.close_order"): "a fill changes filled_quantity together with the status",
    ("public.request_ai_analysis", "kaboom.admit_analysis"): "is for users, whose rows kaboom.admit_request admits",
    ("public.claim_ai_analyses", "kaboom.check_analysis_step"): "takes open analyses, and makes none pending",
    ("public.claim_ai_analyses", "kaboom.complete_analysis"): "makes an analysis processing",
    ("public.claim_ai_analyses", "kaboom.book_analysis"): "makes an analysis processing",
    ("public.complete_ai_analysis", "KB309"): "is about analyses that become pending again",
    ("public.complete_ai_analysis", "KB314"): "is about a decision that the caller names; this one names none",
    ("public.fail_ai_analysis", "KB309"): "is about analyses that become pending again",
    ("public.fail_ai_analysis", "kaboom.complete_analysis"): "ends an analysis as failed",
    ("public.fail_ai_analysis", "kaboom.book_analysis"): "ends an analysis as failed",
    ("public.settle_ai_usage", "kaboom.check_analysis_step"): "ends the reservation of an open analysis",
    ("public.archive_portfolio", "kaboom.reopen_portfolio"): "archives, and never opens again",
    ("public.preview_order", "KB101"): "gives the error in its row",
    ("public.preview_order", "kaboom.checked_order"): "is called in a block that gives the error in its row",
    ("public.preview_order", "kaboom.judge_order"): "is called in a block that gives the error in its row",
    ("public.preview_order", "kaboom.order_terms"): "is called in a block that gives the error in its row",
    ("public.preview_order", "kaboom.assert_row_limit"): "is called in a block that gives the error in its row",
    ("public.preview_order", "kaboom.assert_cash_covers_order"): "is called in a block that gives the error in its row",
    ("public.preview_order", "kaboom.assert_shares_cover"): "is called in a block that gives the error in its row",
    ("kaboom.assert_cash_covers_order", "KB112"): "is about a reservation, which does not raise the balance",
    ("public.place_orders", "KB703"): "makes the list that it hands over itself",
    ("public.record_executions", "KB703"): "makes the list that it hands over itself",
    ("public.portfolio_history", "KB703"): "makes the lists that it hands over itself",
    ("kaboom.compare_with_benchmark", "KB703"): "makes the list that it hands over itself",
    ("public.portfolio_returns", "KB703"): "makes the lists that it hands over itself",
    ("public.place_order", "KB122"): "is about orders that come filled; this one sends no status",
    ("public.place_order", "KB133"): "is about the status that an order comes with; this one sends none",
    ("public.place_orders", "KB122"): "is about orders that come filled; this one sends no status",
    ("public.place_orders", "KB133"): "is about the status that an order comes with; this one sends none",
    ("public.reverse_adjustment", "kaboom.book_adjustment"): "always says which entry it takes back",
    ("public.reverse_execution", "kaboom.book_fill"): "always says which fill it takes back",
    ("public.claim_backtests", "kaboom.advance_backtest"): "takes open backtests, and changes no status",
    ("kaboom.finish_backtest", "KB504"): "takes capital and configuration of a row whose bounds were checked",
    ("kaboom.simulate_part", "kaboom.advance_simulation"): "is called in a block that takes any error for a failed run",
    ("kaboom.simulate_part", "kaboom.advance_backtest"): "fails a run that it has locked while it was open",
    ("kaboom.fill_sleeve", "public.round_to_tick"): "asks for prices of bars, up or down",
    ("kaboom.request_origin", "kaboom.setting_audit_address"): "is called in a block that takes any error for no address",
}
ERRORS = re.compile(r"(?s)\bErrors:(.*)\Z")
RANGE = re.compile(r"(KB\w{3})(?:\s+to\s+(KB\w{3}))?")
API = sorted(name for name, source in house.functions().items() if source.path.parts[2] == "api")
COMMENTS = """
select n.nspname || '.' || p.proname, obj_description(p.oid, 'pg_proc')
from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace where n.nspname in ('public', 'kaboom')
"""
Described = tuple[Reach, dict[str, str], list[str]]


def named(comment: str, catalogue: list[str]) -> set[str]:
    """The codes after Errors: in a comment; `KB201 to KB204` are those that the catalogue has from one to the other."""
    after = ERRORS.search(comment)
    codes: set[str] = set()
    for first, last in RANGE.findall(after[1] if after else ""):
        codes |= {code for code in catalogue if first <= code <= last} if last else {first}
    return codes


@pytest.fixture(scope="module")
def described(conninfo: str) -> Described:
    """What the functions reach, their comments, and the catalogue of errors."""
    comments: dict[str, str]
    with psycopg.connect(conninfo) as connection:
        reach = read(connection)
        catalogue = [row[0] for row in connection.execute("select code from error_catalog order by code")]
        comments = dict(connection.execute(COMMENTS.encode()).fetchall())
    for function, what in NOT_TAKEN:
        reach.not_taken[function].add(what)
    return reach, comments, catalogue


@pytest.mark.parametrize("function", API)
def test_a_comment_names_the_errors_that_a_call_can_end_in(described: Described, function: str) -> None:
    reach, comments, catalogue = described
    met, stated = reach.of(function), named(comments[function], catalogue)
    if stated != met:
        lines = [f"{house.functions()[function].path}: the codes of its Errors: are {', '.join(sorted(met)) or '(none)'}"]
        lines += [f"    {code} is not named: {' > '.join(reach.way_to(function, code))}" for code in sorted(met - stated)]
        lines += [f"    {code} is named, but no call ends in it" for code in sorted(stated - met)]
        pytest.fail("\n".join(lines), pytrace=False)


def test_every_exception_is_needed(described: Described) -> None:
    reach, _, _ = described
    for function, what in NOT_TAKEN:
        assert function in reach.raises, f"there is no {function}"
        without = reach.of(function)
        reach.not_taken[function].discard(what)
        assert reach.of(function) > without, f"{function} does not come to {what} anyway"
        reach.not_taken[function].add(what)


def test_the_catalogue_has_the_errors_that_functions_raise(described: Described) -> None:
    reach, _, catalogue = described
    assert set().union(*reach.raises.values()) == set(catalogue)
