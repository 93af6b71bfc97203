"""The OpenAPI description that a real PostgREST gives. Where there is one, all tests of the API run over HTTP, too."""

import json
import urllib.request

import pytest
from support.postgrest import over_http
from support.sessions import Market


@pytest.mark.skipif(not over_http.BINARY, reason="KABOOM_POSTGREST names no PostgREST binary")
def test_what_it_describes_is_what_the_comments_say(clone: str) -> None:
    market = Market(clone)
    relations = market.owner(
        "select c.relname, split_part(obj_description(c.oid), E'\\n', 1) from pg_class as c"
        " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')"
    )
    with over_http.served(over_http.BINARY or "", clone) as address:
        headers = {"Authorization": f"Bearer {over_http.token('service_role')}"}
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
            paths = json.load(answer)["paths"]
    assert {name: paths[f"/{name}"]["get"]["summary"] for name, _ in relations} == dict(relations)
    assert "/rpc/place_order" in paths
