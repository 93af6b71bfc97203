"""Enough of supabase-js to run the examples of a document: each statement is one chain of calls, awaited into one name."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from support.postgrest.clients import Answer, Client, Filter, Preferences

STATEMENT = re.compile(r"const \{ data: (?P<name>\w+) \} = await supabase(?P<chain>.*?);\n(?://(?P<said>[^\n]*)\n)?", re.S)
TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|-?[\w.$]+|[{}\[\](),:])')
CONSTANTS = {"true": True, "false": False, "null": None}


@dataclass(frozen=True)
class Example:
    """One statement: the name that it gives its answer, its calls (method and arguments), and what the comment says comes."""

    name: str
    chain: str
    said: Any

    def calls(self, known: dict[str, Any]) -> Iterator[tuple[str, list[Any]]]:
        """The calls of the chain, names in arguments replaced by what is known of them."""
        tokens = TOKEN.findall(self.chain)
        while tokens:
            method = tokens.pop(0).lstrip(".")
            assert tokens.pop(0) == "(", self.chain
            yield method, sequence(tokens, ")", known)


def sequence(tokens: list[str], end: str, known: dict[str, Any]) -> list[Any]:
    """Values up to a closing token; a comma may follow the last."""
    values = []
    while tokens[0] != end:
        values.append(value_of(tokens, known))
        if tokens[0] == ",":
            tokens.pop(0)
    tokens.pop(0)
    return values


def value_of(tokens: list[str], known: dict[str, Any]) -> Any:
    """The value that the next tokens write: a literal, or a path such as portfolio.id."""
    token = tokens.pop(0)
    if token == "[":
        return sequence(tokens, "]", known)
    if token == "{":
        members: dict[str, Any] = {}
        while tokens[0] != "}":
            key = tokens.pop(0).strip('"')
            assert tokens.pop(0) == ":", key
            members[key] = value_of(tokens, known)
            if tokens[0] == ",":
                tokens.pop(0)
        tokens.pop(0)
        return members
    if token in CONSTANTS:
        return CONSTANTS[token]
    if token[0] == '"' or token.lstrip("-")[0].isdigit():
        return json.loads(token)
    found, *path = token.split(".")
    value = known[found]
    for step in path:
        value = value[step]
    return value


def examples(document: str) -> list[Example]:
    """The statements of the ```ts blocks of a document, in their order."""
    code = "".join(re.findall(r"```ts\n(.*?)```", document, re.S))
    found = []
    for match in STATEMENT.finditer(code):
        said = match["said"]
        if said:
            name, literal = said.split(":", 1)
            assert name.strip() == match["name"], said
            said = value_of(TOKEN.findall(literal), {})
        found.append(Example(match["name"], match["chain"], said))
    assert len(found) == code.count("await"), "every statement has been understood"
    return found


@dataclass
class Request:
    """What a chain asks for."""

    table: str = ""
    verb: str = ""
    arguments: list[Any] = field(default_factory=list)
    select: str = "*"
    where: list[Filter] = field(default_factory=list)
    preferences: Preferences = field(default_factory=Preferences)

    def take(self, method: str, arguments: list[Any]) -> None:
        """Note one call of the chain."""
        if method == "from":
            self.table = arguments[0]
        elif method == "select" and not self.verb:
            self.verb, self.select = "select", arguments[0]
        elif method in ("rpc", "insert", "upsert", "update", "delete"):
            self.verb, self.arguments = method, arguments
        elif method in ("eq", "neq", "gt", "gte", "lt", "lte", "in", "is"):
            self.where.append((arguments[0], method, arguments[1]))
        elif method == "single":
            self.preferences = replace(self.preferences, single=True)
        elif method == "maxAffected":
            self.preferences = replace(self.preferences, max_affected=arguments[0])
        else:
            assert method in ("select", "throwOnError"), f"{method} is not understood"

    def send(self, client: Client) -> Answer:
        """The answer to the request."""
        client = client.preferring(self.preferences)
        sent: dict[str, Callable[[], Answer]] = {
            "select": lambda: client.get(self.table, self.select, self.where),
            "rpc": lambda: client.rpc(self.arguments[0], **self.arguments[1]),
            "insert": lambda: client.post(self.table, self.arguments[0]),
            "upsert": lambda: client.upsert(self.table, self.arguments[0], self.arguments[1]["onConflict"]),
            "update": lambda: client.patch(self.table, self.arguments[0], self.where),
            "delete": lambda: client.delete(self.table, self.where),
        }
        return sent[self.verb]()


def shows(came: Any, said: Any) -> bool:
    """Whether an answer has what a comment says: all members of an object, all elements of an array."""
    if isinstance(said, dict):
        return isinstance(came, dict) and all(key in came and shows(came[key], value) for key, value in said.items())
    if isinstance(said, list):
        return isinstance(came, list) and len(came) == len(said) and all(map(shows, came, said))
    return bool(came == said)
