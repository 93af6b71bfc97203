"""PostgREST embeds along foreign keys, in both directions, only rows that the caller may see."""

import json
from typing import Any

import psycopg
import pytest
from support.postgrest.answers import Refused
from support.postgrest.reading import parse
from support.postgrest.schema_cache import ForeignKey
from support.postgrest.transports import open_transport
from support.worlds import ApiWorld, SeededWorld


def related(seeded_world: SeededWorld, key: ForeignKey) -> list[dict[str, Any]]:
    """The columns of the key in each of the owner's rows that it joins to another."""
    names = ", ".join(f"'{ours}', child.{ours}" for ours, _ in key.columns)
    joined = " and ".join(f"child.{ours} = parent.{theirs}" for ours, theirs in key.columns)
    query = f"select json_build_object({names}) from {key.child} as child join {key.parent} as parent on {joined}"
    return [row for (row,) in seeded_world.transport.owner(f"{query} where child.user_id = %s", seeded_world.user)]


def in_order(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


def many(embedded: Any) -> list[dict[str, Any]]:
    """What was embedded, as a list. PostgREST gives an array of many, or one object, or null."""
    return embedded if isinstance(embedded, list) else [embedded] if embedded else []


def along(columns: tuple[tuple[str, str], ...], outer: dict[str, Any], inner: dict[str, Any]) -> bool:
    return all(outer[ours] == inner[theirs] for ours, theirs in columns)


def test_every_foreign_key_leads_from_one_to_many(seeded_world: SeededWorld) -> None:
    assert seeded_world.schema.foreign_keys
    for key in seeded_world.schema.foreign_keys:
        expected = related(seeded_world, key)
        assert expected, f"no row of the seeded_world uses {key.name}"
        status, rows = seeded_world.owner.get(key.parent, f"*,found:{key.child}(*)")
        assert status == 200, (key.name, rows)
        found = [(row, child) for row in rows for child in many(row["found"])]
        assert all(along(key.back, row, child) for row, child in found), key.name
        keys = [{ours: child[ours] for ours, _ in key.columns} for _, child in found]
        assert in_order(keys) == in_order(expected), key.name


def test_every_foreign_key_leads_from_many_to_one(seeded_world: SeededWorld) -> None:
    for key in seeded_world.schema.foreign_keys:
        status, rows = seeded_world.owner.get(key.child, f"*,found:{key.parent}(*)")
        assert status == 200, (key.name, rows)
        if key.child == key.parent:
            # Within one table, its name gives many. Only the name of a single column would give one; this key has two columns.
            assert len(key.columns) > 1
            assert seeded_world.owner.get(key.child, f"*,{key.columns[1][0]}(*)")[0] == 400
            continue
        found = [row for row in rows if row["found"]]
        assert all(along(key.columns, row, row["found"]) for row in found), key.name
        keys = [{ours: row[ours] for ours, _ in key.columns} for row in found]
        assert in_order(keys) == in_order(related(seeded_world, key)), key.name


def test_a_stranger_finds_nothing_along_a_foreign_key(seeded_world: SeededWorld) -> None:
    for key in seeded_world.schema.foreign_keys:
        for one, other in ((key.parent, key.child), (key.child, key.parent)):
            status, rows = seeded_world.stranger.get(one, f"*,found:{other}(*)")
            assert status == 200, (key.name, rows)
            assert str(seeded_world.user) not in json.dumps(rows), key.name
            assert seeded_world.nobody.get(one, f"*,found:{other}(*)")[0] == 401, key.name
            if one == "corporate_actions":  # belongs to nobody; what is embedded belongs to users
                continue
            owner = "id" if one == "user_profiles" else "user_id"
            assert seeded_world.stranger.get(one, f"*,found:{other}(*)", [(owner, "eq", seeded_world.user)]) == (200, []), (
                key.name
            )


def test_between_two_tables_there_is_one_way(seeded_world: SeededWorld) -> None:
    """PostgREST embeds by foreign keys and refuses where it finds two; a junction counts as one."""
    ways = [(way.origin, way.called) for way in seeded_world.schema.relationships]
    assert sorted(ways) == sorted(set(ways))
    pairs = seeded_world.transport.owner(
        "select conrelid::regclass::text, confrelid::regclass::text, count(*) from pg_constraint"
        " where contype = 'f' and connamespace = 'public'::regnamespace and conparentid = 0 group by 1, 2 having count(*) > 1"
    )
    assert pairs == []


def test_embeds_nest_and_take_other_names(seeded_world: SeededWorld) -> None:
    select = "name,orders:trades(symbol,fills:trade_executions(execution_id,cash_ledger(kind)),ai_analysis_results(symbol))"
    status, rows = seeded_world.owner.get("portfolios", select, [("id", "eq", seeded_world.portfolio)])
    assert status == 200, rows
    assert [row["name"] for row in rows] == ["main"]
    by_fill = {fill["execution_id"]: fill["cash_ledger"] for trade in rows[0]["orders"] for fill in trade["fills"]}
    assert {one["kind"] for one in by_fill["e1"]} == {"buy", "commission"}
    assert {one["kind"] for one in by_fill["r2"]} == {"reversal"}
    analyses = [trade["ai_analysis_results"] for trade in rows[0]["orders"]]
    assert {"symbol": "7203"} in analyses
    assert None in analyses


def test_an_embed_that_leads_nowhere_or_two_ways_is_refused(carrier: str, clone: str) -> None:
    with psycopg.connect(clone) as connection:
        connection.execute(
            "create table public.transfers (id int primary key,"
            " payer uuid constraint payer_fkey references public.portfolios (id),"
            " payee uuid constraint payee_fkey references public.portfolios (id));"
            "create table public.tags (id int primary key);"
            "create table public.tagged (tag int references public.tags, transfer int references public.transfers,"
            " primary key (tag, transfer));"
            "grant select on public.transfers, public.tags, public.tagged to authenticated;"
            "insert into public.tags values (1), (2);"
            "insert into public.transfers values (1), (2);"
            "insert into public.tagged values (1, 1), (2, 1)"
        )
    with open_transport(carrier, clone) as transport:
        owner = ApiWorld(transport).owner
        for one, other in (("transfers", "portfolios"), ("portfolios", "transfers")):
            status, body = owner.get(one, f"id,{other}(id)")
            assert (status, body["code"]) == (300, "PGRST201"), body
            assert owner.get(one, f"id,{other}!payer_fkey(id)")[0] == 200
        status, body = owner.get("transfers", "id,watchlists(id)")
        assert (status, body["code"]) == (400, "PGRST200"), body
        # A table whose primary key consists of two foreign keys joins many to many.
        tags = [{"id": 1}, {"id": 2}]
        assert owner.get("transfers", "id,tags(id)", order="id") == (200, [{"id": 1, "tags": tags}, {"id": 2, "tags": []}])
        assert owner.get("transfers", "id;drop")[0] == 400


@pytest.mark.parametrize("select", ["id,trades", "id,trades()", "*,a:trades(*),b(c,d(e))"])
def test_a_select_is_read_as_it_is_written(select: str) -> None:
    def written(node: Any) -> str:
        columns = [f"{alias}:{name}" if alias else name for name, alias in node.columns]
        embeds = [
            f"{one.alias}:{one.name}({written(one)})" if one.alias else f"{one.name}({written(one)})" for one in node.embeds
        ]
        return ",".join(columns + embeds)

    assert written(parse("portfolios", select)) == select


@pytest.mark.parametrize("select", ["id,(name)", "id;drop", "(id)", "a:b:c"])
def test_a_select_that_is_none_is_refused(select: str) -> None:
    with pytest.raises(Refused) as caught:
        parse("portfolios", select)
    assert caught.value.status == 400
