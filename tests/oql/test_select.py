"""What queries find: joins, hierarchies, unions, nested queries, order, arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from fake_itop.oql import Engine, MissingArgumentError
from fake_itop.store import Record

Make = Callable[..., Record]
Find = Callable[..., list[str]]


@dataclass
class World:
    """Two organisations in a tree, people, a team, tickets."""

    top: Record
    sub: Record
    ann: Record
    bob: Record
    team: Record
    first: Record
    second: Record


@pytest.fixture
def world(make: Make) -> World:
    top = make("Organization", name="Top")
    sub = make("Organization", name="Sub", parent_id=top.id)
    ann = make("Person", first_name="Ann", name="A", org_id=top.id, status="active")
    bob = make("Person", first_name="Bob", name="B", org_id=sub.id, status="inactive")
    team = make("Team", name="Alpha", org_id=sub.id)
    make("lnkPersonToTeam", person_id=ann.id, team_id=team.id)
    first = make("UserRequest", ref="R-1", org_id=top.id, caller_id=ann.id, agent_id=bob.id, status="new")
    second = make("UserRequest", ref="R-2", org_id=sub.id, caller_id=ann.id, status="closed")
    return World(top, sub, ann, bob, team, first, second)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("SELECT UserRequest", ["R-2", "R-1"]),
        ("SELECT Ticket", ["R-1", "R-2"]),
        ("SELECT Contact", ["Alpha", "Ann A", "Bob B"]),
        ("SELECT Contact WHERE finalclass = 'team'", ["Alpha"]),
        ("SELECT Person WHERE friendlyname = 'ann a'", ["Ann A"]),
        ("SELECT Person WHERE obsolescence_flag = 1", ["Bob B"]),
        ("SELECT Person WHERE org_name = 'Sub'", ["Bob B"]),
        ("SELECT Person UNION SELECT Team", ["Alpha", "Ann A", "Bob B"]),
        ("SELECT UserRequest WHERE ref = 'R-1' UNION SELECT UserRequest WHERE status = 'new'", ["R-1"]),
        ("SELECT Organization AS o JOIN UserRequest AS u ON u.org_id = o.id WHERE u.status = 'new'", ["Top"]),
        ("SELECT o FROM UserRequest AS u JOIN Organization AS o ON u.org_id = o.id", ["Sub", "Top"]),
        ("SELECT Person AS p JOIN lnkPersonToTeam AS l ON l.person_id = p.id", ["Ann A"]),
        (
            "SELECT Person WHERE id NOT IN (SELECT p FROM UserRequest AS u JOIN Person AS p ON u.caller_id = p.id)",
            ["Bob B"],
        ),
        ("SELECT Person WHERE id NOT IN (SELECT Person WHERE id = 99)", ["Ann A", "Bob B"]),
        ("SELECT Person AS p WHERE org_id IN (SELECT Organization AS o WHERE o.id = p.org_id)", ["Ann A", "Bob B"]),
        ("SELECT Person AS p WHERE org_id IN (SELECT Organization AS o WHERE o.parent_id = p.org_id)", []),
        (
            "SELECT Organization AS o WHERE id NOT IN (SELECT Organization AS c WHERE c.parent_id = o.id)",
            ["Sub", "Top"],
        ),
        (
            (
                "SELECT Organization AS o WHERE id IN (SELECT Organization WHERE id IN "
                "(SELECT Organization AS c WHERE c.id = o.id AND o.name = 'Sub'))"
            ),
            ["Sub"],
        ),
        (
            (
                "SELECT UserRequest AS u JOIN Person AS p ON u.caller_id = p.id "
                "WHERE u.org_id IN (SELECT Organization AS o WHERE o.id = p.org_id)"
            ),
            ["R-1"],
        ),
    ],
)
def test_a_query_finds(query: str, names: list[str], find: Find) -> None:
    assert find(query) == names


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("operator", "names"),
    [
        ("BELOW", ["Sub", "Top"]),
        ("BELOW STRICT", ["Sub"]),
        ("NOT BELOW", []),
        ("NOT BELOW STRICT", ["Top"]),
        ("ABOVE", ["Top"]),
        ("ABOVE STRICT", []),
        ("NOT ABOVE", ["Sub"]),
        ("=", ["Sub"]),
    ],
)
def test_a_hierarchy_is_followed_with_the_object_itself_unless_strict(
    operator: str, names: list[str], find: Find
) -> None:
    query = f"SELECT Organization AS c JOIN Organization AS p ON c.parent_id {operator} p.id WHERE p.name = 'Top'"
    assert find(query) == names


def test_a_hierarchy_with_a_loop_ends(world: World, engine: Engine) -> None:
    engine.store.put(world.top.with_values({"parent_id": world.sub.id}))
    query = "SELECT Organization AS c JOIN Organization AS p ON c.parent_id BELOW p.id"
    assert len(engine.select(query)) == 2


@pytest.mark.usefixtures("world")
def test_a_join_by_a_key_that_may_be_unset_keeps_the_object(find: Find) -> None:
    assert find("SELECT UserRequest AS u JOIN Person AS a ON u.agent_id = a.id") == ["R-2", "R-1"]
    assert find("SELECT UserRequest AS u JOIN Person AS a ON u.agent_id = a.id WHERE ISNULL(a.name)") == ["R-2"]
    assert find("SELECT UserRequest AS u JOIN Person AS a ON u.agent_id = a.id WHERE a.name LIKE '%'") == ["R-1"]
    assert find("SELECT a FROM UserRequest AS u JOIN Person AS a ON u.agent_id = a.id") == ["Bob B"]


@pytest.mark.usefixtures("world")
def test_a_row_whose_selected_alias_is_missing_counts_and_stands_where_null_does(engine: Engine) -> None:
    joined = "FROM UserRequest AS u JOIN Person AS a ON u.agent_id = a.id"
    assert [record and record.id for record in engine.rows(f"SELECT a {joined}")] == [None, 2]
    assert [record and record.id for record in engine.rows(f"SELECT a, u {joined}")] == [None, 2]
    assert engine.rows(f"SELECT a {joined}", visible=lambda record: record.id == 1) == []


def test_an_object_key_joins_as_an_external_key_does(world: World, make: Make, find: Find) -> None:
    make("Attachment", item_class="UserRequest", item_id=world.second.id)
    assert find("SELECT u FROM Attachment AS a JOIN UserRequest AS u ON a.item_id = u.id") == ["R-2"]
    assert find("SELECT UserRequest AS u JOIN Attachment AS a ON a.item_id = u.id") == ["R-2"]


@pytest.mark.usefixtures("world")
def test_a_tree_operator_means_nothing_where_the_class_of_a_plain_key_is_joined(find: Find) -> None:
    assert find("SELECT Person AS p JOIN lnkPersonToTeam AS l ON l.person_id BELOW p.id") == ["Ann A"]


@pytest.mark.usefixtures("world")
def test_what_is_joined_behind_an_unset_key_is_missing_as_a_whole(find: Find) -> None:
    joins = "JOIN Person AS a ON u.agent_id = a.id JOIN lnkPersonToTeam AS l ON l.person_id = a.id"
    assert find(f"SELECT UserRequest AS u {joins} WHERE ISNULL(a.id) AND ISNULL(l.id)") == ["R-2", "R-1"]


@pytest.mark.usefixtures("world")
def test_of_several_selected_aliases_each_combination_counts(find: Find) -> None:
    query = "SELECT p, u FROM Person AS p JOIN UserRequest AS u ON u.caller_id = p.id"
    assert find(query) == ["Ann A", "Ann A"]
    assert find("SELECT p, p FROM Person AS p JOIN UserRequest AS u ON u.caller_id = p.id") == ["Ann A"]


def test_a_filter_hides_objects(world: World, engine: Engine) -> None:
    found = engine.select("SELECT Person", visible=lambda record: record.id != world.ann.id)
    assert found == [world.bob]


def test_equal_names_come_by_id(make: Make, engine: Engine) -> None:
    same = [make("Organization", name=name) for name in ("x", "X", "x ")]
    assert engine.select("SELECT Organization") == same


class Draft:
    """An object that is not stored."""

    def read(self, code: str) -> Any:
        return {"org_id": 2}[code]


@pytest.mark.usefixtures("world")
def test_arguments_are_objects_drafts_and_plain_values(world: World, find: Find) -> None:
    query = "SELECT Person WHERE org_id = :this->org_id"
    assert find(query, this=world.bob) == ["Bob B"]
    assert find(query, this=Draft()) == ["Bob B"]
    assert find("SELECT Person WHERE org_id = :org", org="2") == ["Bob B"]
    assert find("SELECT UserRequest WHERE id = :this->id AND :this->friendlyname = 'R-1'", this=world.first) == ["R-1"]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("arguments", [{"this": None}, {"this": Draft()}])
def test_an_argument_without_the_attribute_is_null(arguments: dict[str, Any], find: Find) -> None:
    assert find("SELECT Person WHERE ISNULL(:this->nope)", **arguments) == ["Ann A", "Bob B"]
    assert find("SELECT Person WHERE :this->nope = 1", **arguments) == []


def test_a_missing_argument_is_named_even_where_nothing_would_be_found(engine: Engine) -> None:
    with pytest.raises(MissingArgumentError) as caught:
        engine.select("SELECT Person WHERE id = :id", {"current_contact_id": 0})
    assert caught.value.message == "Missing query argument: expecting = id, available = {}"
    assert str(caught.value.for_key("SELECT")) == caught.value.message


def test_a_trigger_filter_is_asked_for_one_object(world: World, engine: Engine) -> None:
    query = engine.parse("SELECT UserRequest WHERE status = 'new'")
    assert engine.matches(query, world.first.id)
    assert not engine.matches(query, world.second.id)
    joined = engine.parse("SELECT UserRequest AS u JOIN Person AS a ON u.agent_id = a.id WHERE a.name = 'B'")
    assert engine.matches(joined, world.first.id)
    assert not engine.matches(joined, world.second.id)


def test_a_trigger_filter_knows_id_but_not_this(world: World, engine: Engine) -> None:
    query = engine.parse("SELECT UserRequest WHERE id = :this->id")
    with pytest.raises(MissingArgumentError, match=r"expecting = this->id, available = \{0=>id\}"):
        engine.matches(query, world.first.id, {"current_user": None})


def test_a_condition_is_read_afresh_for_each_object(world: World, engine: Engine) -> None:
    holds = engine.condition(world.ann.cls, "status = 'active' AND NOW() > '2024-01-01'")
    assert [bool(holds(person)) for person in (world.ann, world.bob)] == [True, False]


@pytest.fixture
def counted(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The classes that are scanned."""
    scanned: list[str] = []
    scan = engine.store.scan

    def counting(cls: str) -> Iterator[Record]:
        scanned.append(cls)
        return scan(cls)

    monkeypatch.setattr(engine.store, "scan", counting)
    return scanned


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    "query",
    [
        "SELECT UserRequest WHERE id = 1",
        "SELECT UserRequest WHERE status IN ('new', 'closed') AND title LIKE '%x%'",
        "SELECT UserRequest WHERE '1' = caller_id",
        "SELECT UserRequest AS u JOIN Person AS p ON u.caller_id = p.id WHERE p.name = 'A'",
        "SELECT UserRequest WHERE org_id IN (SELECT Organization WHERE name = 'Top')",
        (
            "SELECT UserRequest AS u JOIN Organization AS o ON u.org_id = o.id JOIN Organization AS p"
            " ON o.parent_id BELOW p.id WHERE p.name = 'Top'"
        ),
    ],
)
def test_what_an_index_answers_is_not_scanned(query: str, engine: Engine, counted: list[str]) -> None:
    engine.select(query)
    assert counted == []


@pytest.mark.usefixtures("world")
def test_a_join_starts_at_the_smaller_side(make: Make, engine: Engine) -> None:
    for number in range(5):
        make("UserRequest", ref=f"M-{number}", caller_id=3)
    query = "SELECT UserRequest AS u JOIN Person AS p ON u.caller_id = p.id WHERE p.first_name LIKE 'A%'"
    assert engine.explain(query).splitlines() == [
        "select",
        "  scan Person AS p (2 objects)",
        "  follow u.caller_id = p.id to UserRequest AS u",
        "sort by ref down",
    ]
