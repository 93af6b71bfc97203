"""Which errors of ours a call can end in, read from the catalogue: what is raised, called, and fired by what is written."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg

from support.house import without_comments

# A client is subject to row level security only in an invoker function that it may call.
ROUTINES = """
select n.nspname || '.' || p.proname, p.prosrc || ' ' || coalesce(pg_get_expr(p.proargdefaults, 0), ''),
    not p.prosecdef and n.nspname = 'public' and has_function_privilege('authenticated', p.oid, 'execute')
from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
where n.nspname in ('public', 'kaboom')
"""
# tgtype is a set of bits: 4 insert, 8 delete, 16 update.
TRIGGERS = """
select tn.nspname || '.' || c.relname, fn.nspname || '.' || f.proname, t.tgtype & 4 > 0, t.tgtype & 8 > 0, t.tgtype & 16 > 0,
    array(select a.attname::text from pg_attribute as a where a.attrelid = t.tgrelid and a.attnum = any (t.tgattr)),
    coalesce(substring(pg_get_triggerdef(t.oid) from ' WHEN (.*) EXECUTE FUNCTION '), '')
from pg_trigger as t
join pg_class as c on c.oid = t.tgrelid join pg_namespace as tn on tn.oid = c.relnamespace
join pg_proc as f on f.oid = t.tgfoid join pg_namespace as fn on fn.oid = f.pronamespace
where not t.tgisinternal and t.tgparentid = 0 and fn.nspname in ('public', 'kaboom')
"""
COLUMNS = """
select n.nspname || '.' || c.relname, a.attname, a.attnotnull,
    case when pg_get_expr(d.adbin, d.adrelid) not like 'COALESCE(NULL::%' then pg_get_expr(d.adbin, d.adrelid) end
from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0
left join pg_attrdef as d on d.adrelid = c.oid and d.adnum = a.attnum
where n.nspname = 'public' and c.relkind in ('r', 'p')
"""
# Raised, or given as the reason why an element of a batch is refused.
RAISED = re.compile(r"(?:errcode\s*=|\bthen)\s*'(KB\w{3})'")
CALLED = re.compile(r"\b((?:public|kaboom)\.\w+)\s*\(")
WRITTEN = re.compile(r"(?i)\b(insert\s+into|update|delete\s+from)\s+(?:only\s+)?((?:public|auth)\.\w+)(?:\s+as\s+\w+)?")
UPSERT = re.compile(r"(?i)\bon\s+conflict\b.*?\bdo\s+update\b")
ASSIGNED = re.compile(r"(\w+)\s*=|\(([\w\s,]+)\)\s*=")
IS_NULL = re.compile(r"new\.(\w+) IS (NOT )?NULL")
IS_LITERAL = re.compile(r"\(new\.(\w+)\)::text = '([^']*)'::text")
Columns = dict[str, tuple[bool, str | None]]


@dataclass(frozen=True)
class Write:
    """A statement that writes a table, and the columns that it gives values to; None is all of them."""

    command: str
    table: str
    columns: frozenset[str] | None


@dataclass(frozen=True)
class Trigger:
    """A function that is called when a table is written. Without columns, every update calls it."""

    function: str
    commands: frozenset[str]
    columns: frozenset[str]
    condition: str

    def fires(self, write: Write, columns: Columns, by_client: bool) -> bool:
        """Whether the statement may call it. What its condition asks is decided where the statement alone decides it."""
        if write.command not in self.commands:
            return False
        # The service role may call what a client may, so a condition that the writer is no client holds for every function.
        if not by_client and re.search(r"(?<!NOT )row_security_active", self.condition):
            return False
        if write.command == "update":
            return not self.columns or write.columns is None or bool(self.columns & write.columns)
        return write.command == "delete" or not self.is_refused(write, columns)

    def is_refused(self, write: Write, columns: Columns) -> bool:
        """Whether a term of the condition is false for every row that the INSERT makes."""
        if " OR " in self.condition:
            return False
        given = columns.keys() if write.columns is None else write.columns
        for name, negation in IS_NULL.findall(self.condition):
            is_required, default = columns[name]
            if negation and name not in given and default is None:
                return True
            if not negation and name in given and is_required:
                return True
        for name, value in IS_LITERAL.findall(self.condition):
            default = columns[name][1] or ""
            if name not in given and not default.startswith(f"'{value}'::"):
                return True
        return False


@dataclass
class Reach:
    """What every function raises, and which functions it goes on to.

    not_taken: what a function calls or lets out for this reading, but never in truth: functions and codes.
    """

    raises: dict[str, set[str]] = field(default_factory=dict)
    onward: dict[str, set[str]] = field(default_factory=dict)
    not_taken: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def of(self, function: str) -> set[str]:
        """The codes that a call of a function can end in."""
        found: dict[str, set[str]] = {name: set() for name in self.raises}
        changed = True
        while changed:  # functions may call each other in circles
            changed = False
            for name, raised in self.raises.items():
                onward = self.onward[name] - self.not_taken[name]
                codes = raised.union(*(found.get(one, set()) for one in onward)) - self.not_taken[name]
                if codes != found[name]:
                    found[name], changed = codes, True
        return found[function]

    def way_to(self, function: str, code: str) -> list[str]:
        """One way from a function to where a code is raised, for people who wonder."""
        ways: list[list[str]] = [[function]]
        seen = {function}
        for way in ways:
            if code in self.raises.get(way[-1], set()):
                return way
            if way[-1] in self.onward:
                for one in sorted(self.onward[way[-1]] - self.not_taken[way[-1]] - seen):
                    if code not in self.not_taken[one]:
                        seen.add(one)
                        ways.append([*way, one])
        return []


def top_level(text: str) -> Iterator[str]:
    """The parts of a list between its commas, parentheses being kept together."""
    depth, part = 0, ""
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            break
        if character == "," and depth == 0:
            yield part
            part = ""
        else:
            part += character
    yield part


def assigned(after_set: str) -> frozenset[str]:
    """The columns that the list after SET assigns."""
    columns: set[str] = set()
    for part in top_level(after_set.split(";")[0]):
        if found := ASSIGNED.match(part.strip()):
            columns |= {column.strip() for column in (found[1] or found[2]).split(",")}
    return frozenset(columns)


def inserted(after_table: str) -> frozenset[str] | None:
    """The columns that an INSERT names; None where it names none and so gives all."""
    named = re.match(r"\s*\(([\w\s,]+)\)", after_table)
    return frozenset(column.strip() for column in named[1].split(",")) if named else None


def writes(source: str) -> Iterator[Write]:
    """Each statement of a body that writes a table."""
    for found in WRITTEN.finditer(source):
        command, table, rest = found[1].split()[0].lower(), found[2], source[found.end() :].split(";")[0]
        if command == "update":
            if set_list := re.match(r"(?i)\s*set\s+", rest):  # else it is FOR UPDATE
                yield Write(command, table, assigned(rest[set_list.end() :]))
        else:
            yield Write(command, table, inserted(rest) if command == "insert" else None)
        if command == "insert" and (upsert := UPSERT.search(rest.replace("\n", " "))):
            yield Write("update", table, assigned(re.sub(r"(?i)^\s*set\s+", "", rest[upsert.end() :])))


def triggers(connection: psycopg.Connection[Any]) -> dict[str, list[Trigger]]:
    """The triggers of Kaboom's functions by table."""
    found: dict[str, list[Trigger]] = defaultdict(list)
    for table, function, *events, columns, condition in connection.execute(TRIGGERS.encode()):
        commands = {command for command, fires in zip(("insert", "delete", "update"), events, strict=True) if fires}
        found[table].append(Trigger(function, frozenset(commands), frozenset(columns), condition))
    return found


def read(connection: psycopg.Connection[Any]) -> Reach:
    """Read every function of the catalogue."""
    reach, fired = Reach(), triggers(connection)
    columns: dict[str, Columns] = defaultdict(dict)
    for table, column, is_required, default in connection.execute(COLUMNS.encode()):
        columns[table][column] = (is_required, default)
    for name, source, by_client in connection.execute(ROUTINES.encode()):
        body = without_comments(source)
        reach.raises[name] = set(RAISED.findall(body))
        reach.onward[name] = set(CALLED.findall(body))
        for write in writes(body):
            reach.onward[name] |= {
                one.function for one in fired[write.table] if one.fires(write, columns[write.table], by_client)
            }
    return reach
