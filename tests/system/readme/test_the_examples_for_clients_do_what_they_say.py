"""docs/clients.md: its examples are sent, one after the other, and what their comments say comes back."""

from typing import Any

from support.supabase_js import Request, examples, shows
from support.worlds import ApiWorld

from migrate import ROOT


def test_the_examples_do_what_they_say(api_world: ApiWorld) -> None:
    user = api_world.add_user()
    client = api_world.transport.client("authenticated", user)
    known: dict[str, Any] = {}
    found = examples((ROOT / "docs/clients.md").read_text("utf-8"))
    assert len(found) > 8
    for example in found:
        request = Request()
        for method, arguments in example.calls(known):
            request.take(method, arguments)
        status, body = request.send(client)
        assert status < 300, (example.name, body)
        assert example.said is None or shows(body, example.said), (example.name, body)
        known[example.name] = body
