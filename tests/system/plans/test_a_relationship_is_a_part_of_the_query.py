"""The planner inlines a computed relationship, so that PostgREST's embed is a join by an index and not a call for each row."""

from support.plans import Crowd, plan_of
from support.postgrest.schema_cache import COMPUTED


def test_every_computed_relationship_is_inlined(crowd: Crowd) -> None:
    connection, user, _ = crowd
    found = connection.execute(COMPUTED.encode()).fetchall()
    assert {function for function, *_ in found} == {"latest_price", "own_portfolios", "profile", "quote", "valuation"}
    for function, origin, *_ in found:
        # As PostgREST writes it.
        query = (
            f'select "{origin}_1".* from public."{origin}" left join lateral'
            f' (select e.* from public."{function}"("{origin}"::public."{origin}") as e) as "{origin}_1" on true'
        )
        plan = plan_of(connection, user, query)
        assert not [node for node in plan if node["Node Type"] == "Function Scan"], f"{function} of {origin} is called"
        assert f"{function}(" not in str(plan), f"{function} of {origin} is called"
        scanned = {node["Relation Name"] for node in plan if node["Node Type"] == "Seq Scan"}
        assert scanned <= {"latest_prices", "instruments", "backtest_results"}, f"{function} of {origin} scans {scanned}"
