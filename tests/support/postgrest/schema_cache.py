"""What PostgREST knows of the schema `public`: it reads the catalogue once, when it starts."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import psycopg

# The default of a column is its domain's, its sequence's or its own; a generated column has none.
COLUMNS = """
select c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
    case
        when t.typbasetype <> 0 then pg_get_expr(t.typdefaultbin, 0)
        when a.attidentity = 'd' then format('nextval(%L)', pg_get_serial_sequence(c.oid::regclass::text, a.attname))
        when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid)
    end
from pg_class as c
join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_type as t on t.oid = a.atttypid
left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
order by c.relname, a.attnum
"""
# Because arguments are passed by name, a function that has one without a name cannot be called.
FUNCTIONS = """
select p.proname, p.provolatile = 'v', p.proretset,
    case
        when t.typname = 'void' then 'void'
        when t.typtype = 'c' or coalesce(p.proargmodes::text[] && '{t,b,o}', false) then 'row'
        else 'scalar'
    end,
    coalesce(
        (
            select json_object_agg(a.name, json_build_array(format_type(a.kind, null), a.place <= p.pronargs - p.pronargdefaults))
            from unnest(p.proargnames, p.proargtypes) with ordinality as a (name, kind, place)
            where a.kind is not null
        ),
        '{}'
    )
from pg_proc as p
join pg_type as t on t.oid = p.prorettype
where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and t.typname <> 'trigger'
    and not exists (select from unnest(p.proargnames, p.proargtypes) as a (name, kind) where kind is not null and a.name is null)
order by p.proname
"""
# Columns of keys come by name, so that they can be compared with those of the primary key and of unique constraints.
KEYS = """
select k.contype::text, k.conname, child.relname, parent.relname,
    (select array_agg(a.attname::text order by u.place)
        from unnest(k.conkey) with ordinality as u (number, place)
        join pg_attribute as a on a.attrelid = k.conrelid and a.attnum = u.number),
    (select array_agg(a.attname::text order by u.place)
        from unnest(k.confkey) with ordinality as u (number, place)
        join pg_attribute as a on a.attrelid = k.confrelid and a.attnum = u.number)
from pg_constraint as k
join pg_class as child on child.oid = k.conrelid
left join pg_class as parent on parent.oid = k.confrelid
where k.connamespace = 'public'::regnamespace and k.contype in ('p', 'u', 'f') and k.conparentid = 0
    and (parent.oid is null or parent.relnamespace = 'public'::regnamespace)
order by k.conname
"""


# A function of one argument, a row of a relation, that gives rows of a relation: at most one unless it says more.
COMPUTED = """
select p.proname, origin.relname, target.relname, not p.proretset or p.prorows = 1
from pg_proc as p
join pg_class as origin on origin.reltype = p.proargtypes[0]
join pg_class as target on target.reltype = p.prorettype
where p.pronargs = 1 and origin.relkind <> 'c' and target.relkind <> 'c'
    and array[p.pronamespace, origin.relnamespace, target.relnamespace] <@ array['public'::regnamespace::oid]
order by p.proname, origin.relname
"""


@dataclass(frozen=True)
class Function:
    """A function that can be called by its arguments' names."""

    name: str
    volatile: bool
    many: bool
    gives: str  # void, row or scalar
    types: dict[str, str]
    required: frozenset[str]


@dataclass(frozen=True)
class Relationship:
    """A way from one table to another: `columns` pairs those of the origin with those of the target, or a function leads."""

    name: str
    origin: str
    target: str
    to_one: bool
    columns: tuple[tuple[str, str], ...]
    junction: str = ""
    onward: tuple[tuple[str, str], ...] = ()  # from the junction to the target
    function: str = ""

    @property
    def called(self) -> str:
        """The name by which an embed asks for it."""
        return self.function or self.target


@dataclass(frozen=True)
class ForeignKey:
    """A foreign key between two tables of `public`."""

    name: str
    child: str
    parent: str
    columns: tuple[tuple[str, str], ...]

    @property
    def back(self) -> tuple[tuple[str, str], ...]:
        return tuple((theirs, ours) for ours, theirs in self.columns)


class SchemaCache:
    """The tables, keys and functions of `public`. The connection is the owner's."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.tables: dict[str, dict[str, str]] = defaultdict(dict)
        self.defaults: dict[str, dict[str, str]] = defaultdict(dict)
        self.functions: dict[str, list[Function]] = defaultdict(list)
        self.primary_keys: dict[str, list[str]] = {}
        self.uniques: dict[str, list[list[str]]] = defaultdict(list)
        self.foreign_keys: list[ForeignKey] = []
        with connection.transaction(force_rollback=True):
            # Without a search path every name in a default is qualified.
            connection.execute("set local search_path = ''")
            self.read_columns(connection)
            self.read_functions(connection)
            self.read_keys(connection)
            computed = [
                Relationship(function, origin, target, to_one, (), function=function)
                for function, origin, target, to_one in connection.execute(COMPUTED.encode())
            ]
        # A function replaces the keys that lead to a table of its name.
        replaced = {(way.origin, way.function) for way in computed}
        keys = [way for way in [*self.direct(), *self.through_junctions()] if (way.origin, way.target) not in replaced]
        self.relationships = [*computed, *keys]

    def read_columns(self, connection: psycopg.Connection[Any]) -> None:
        for table, column, kind, default in connection.execute(COLUMNS.encode()):
            self.tables[table][column] = kind
            if default is not None:
                self.defaults[table][column] = default

    def read_functions(self, connection: psycopg.Connection[Any]) -> None:
        for name, volatile, many, gives, arguments in connection.execute(FUNCTIONS.encode()):
            types = {argument: kind for argument, (kind, _) in arguments.items()}
            required = frozenset(argument for argument, (_, is_required) in arguments.items() if is_required)
            self.functions[name].append(Function(name, volatile, many, gives, types, required))

    def read_keys(self, connection: psycopg.Connection[Any]) -> None:
        for kind, name, child, parent, ours, theirs in connection.execute(KEYS.encode()):
            if kind == "f":
                self.foreign_keys.append(ForeignKey(name, child, parent, tuple(zip(ours, theirs, strict=True))))
                continue
            self.uniques[child].append(ours)
            if kind == "p":
                self.primary_keys[child] = ours

    def direct(self) -> list[Relationship]:
        """Both ways along every foreign key. Of a key within one table PostgREST knows only the way to many by name."""
        found = []
        for key in self.foreign_keys:
            unique = any(sorted(ours for ours, _ in key.columns) == sorted(columns) for columns in self.uniques[key.child])
            if key.child != key.parent:
                found.append(Relationship(key.name, key.child, key.parent, True, key.columns))
            found.append(Relationship(key.name, key.parent, key.child, unique, key.back))
        return found

    def through_junctions(self) -> list[Relationship]:
        """Many to many, where a table's primary key holds two of its foreign keys."""
        return [
            Relationship(first.name, first.parent, second.parent, False, first.back, first.child, second.columns)
            for first, second in permutations(self.foreign_keys, 2)
            if first.child == second.child
            and {ours for ours, _ in first.columns + second.columns} <= set(self.primary_keys.get(first.child, []))
        ]

    def ways(self, origin: str, target: str, hint: str = "") -> list[Relationship]:
        """What an embed of `target` can mean; the hint is the name of a constraint or of a junction."""
        return [
            way
            for way in self.relationships
            if (way.origin, way.called) == (origin, target) and (way.function or hint in ("", way.name, way.junction))
        ]
