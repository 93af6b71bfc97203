"""What a user asks of the analyses reads the rows of that user, however many others there are.

With 200,000 analyses of others each of these took 0.04 to 0.5 ms and at most 17 pages; a scan of an index that does not start
with the user took 14 to 73 ms.
"""

import pytest
from support.plans import Crowd, plan_of

SEARCHES = {
    "the newest": "select * from ai_analysis_results order by created_at desc limit 20",
    "those completed last": "select * from ai_analysis_results where status = 'completed' order by completed_at desc limit 20",
    "those of a share": "select * from ai_analysis_results where symbol = '1001' order by created_at desc",
    "those of a day": "select * from ai_analysis_results where created_at >= now() - interval '1 day'",
    "those that wait": "select * from ai_analysis_results where status in ('pending', 'processing')",
    "those that failed": "select * from ai_analysis_results where status = 'failed'",
    "sure sales": "select * from ai_analysis_results where final_decision = 'sell' and consensus_confidence >= 0.8",
    "those of a model": """select * from ai_analysis_results where model_results @> '{"results": [{"model": "m7"}]}'""",
    "those that asked a model": "select * from ai_analysis_results where models_used @> '{m}'",
    "those with a low RSI": "select * from ai_analysis_results where (technical_indicators ->> 'RSI')::numeric < 2",
    "those with an indicator": """select * from ai_analysis_results where technical_indicators @> '{"MACD": 7}'""",
    "that of a request": "select * from ai_analysis_results where request_id = '7'",
    "what a model said": "select * from ai_model_results where model = 'm7'",
    "the latest decisions": "select * from latest_ai_decisions",
    "the latest decision of a share": "select * from latest_ai_decisions where symbol = '1001'",
    "what became of decisions": "select * from ai_decision_outcomes",
    "what the calls cost": "select * from ai_costs",
}
TABLES = ("ai_analysis_results", "ai_usage_events")


@pytest.mark.parametrize("search", SEARCHES)
def test_a_search_of_analyses_reads_own_rows_only(crowd: Crowd, search: str) -> None:
    scans = [node for node in plan_of(crowd.connection, crowd.user, SEARCHES[search]) if node.get("Relation Name") in TABLES]
    # The rows of a bitmap are found by the index scan below it.
    conditions = [node.get("Index Cond") or node.get("Recheck Cond") or "" for node in scans]
    assert conditions, "the query reads none of these tables"
    assert [condition for condition in conditions if "user_id = " not in condition] == []
