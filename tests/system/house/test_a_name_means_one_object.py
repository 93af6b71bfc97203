"""No overloads: PostgREST cannot tell them apart, and COMMENT, REVOKE and GRANT could not leave the arguments out.

A computed relationship is the exception: its one argument is a row, and its name is that of what it gives.
"""

import re
from typing import Any

import psycopg
from support import house

OF_ROWS = """
p.pronargs = 1 and exists (
    select from pg_type as t join pg_class as c on c.oid = t.typrelid
    where t.oid = p.proargtypes[0] and c.relkind in ('r', 'p', 'v')
)
"""
REPEATED = f"""
select p.proname, array_agg(p.oid::regprocedure::text)
from pg_proc as p
where p.pronamespace in ('public'::regnamespace, 'kaboom'::regnamespace, 'monitoring'::regnamespace) and not ({OF_ROWS})
group by p.proname
having count(*) > 1
"""
TAKE_A_ROW = f"select p.proname from pg_proc as p where p.pronamespace = 'public'::regnamespace and {OF_ROWS}"
NAMED = re.compile(r"(?is)^(?:comment|revoke|grant)\b.*?\bon\s+(?:function|procedure)\s+(\w+)\.(\w+)\s*(\([^)]*\))?")


def test_no_two_functions_have_one_name(database: psycopg.Connection[Any]) -> None:
    assert database.execute(REPEATED.encode()).fetchall() == []


def test_comments_and_rights_name_a_function_without_its_arguments(database: psycopg.Connection[Any]) -> None:
    of_rows = {row[0] for row in database.execute(TAKE_A_ROW.encode())}
    wrong = []
    for source in house.sources("functions") + house.sources("sql"):
        for statement in source.statements:
            head = NAMED.match(statement)
            if head and (head[3] is not None) != (head[2] in of_rows and head[1] == "public"):
                wrong.append(f"{source.path}: {head[0]}")
    assert wrong == []


def test_every_function_is_explained_and_closed_in_its_own_file() -> None:
    for source in house.functions().values():
        kind, schema, name = source.made[0]
        if kind != "view":
            heads = [head for head in map(NAMED.match, source.statements) if head]
            assert {(head[1], head[2]) for head in heads} == {(schema, name)}, source.path
            done = [head[0].split(maxsplit=1)[0].lower() for head in heads]
            assert "comment" in done and "revoke" in done, source.path
            everyone = re.search(r"from public, anon, authenticated, service_role;", source.code)
            assert everyone, f"{source.path}: revoke from public, anon, authenticated, service_role"
