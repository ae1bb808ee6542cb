"""``core/get_related``: direction, depth, redundancy, old names (recordings ``related``; docs/itop/rest.md)."""

from __future__ import annotations

from typing import Any

import pytest

from fake_itop.itop.instance import Itop
from tests.helpers import create, rest


@pytest.fixture(autouse=True)
def _chain(itop: Itop) -> None:
    """A server and another carry an application, which carries a process."""
    for name in ("web", "db"):
        create(itop, "Server", {"name": name, "org_id": 1})
    carried = [{"functionalci_id": 1}, {"functionalci_id": 2}]
    create(itop, "ApplicationSolution", {"name": "Shop", "org_id": 1, "functionalcis_list": carried})
    solutions = [{"applicationsolution_id": 3}]
    create(itop, "BusinessProcess", {"name": "Sales", "org_id": 1, "applicationsolutions_list": solutions})


def related(itop: Itop, cls: str, key: Any, relation: str = "impacts", **more: Any) -> dict[str, Any]:
    return rest(itop, {"operation": "core/get_related", "class": cls, "key": key, "relation": relation, **more})


def arrows(reply: dict[str, Any]) -> set[tuple[str, str]]:
    """From what to what the arrows lead."""
    return {(source, end["key"]) for source, ends in dict(reply["relations"]).items() for end in ends}


WEB, DB, SHOP, SALES = "Server::1", "Server::2", "ApplicationSolution::3", "BusinessProcess::4"


def test_down_is_the_way_that_is_taken_unless_another_is_asked_for(itop: Itop) -> None:
    reply = related(itop, "Server", 1)

    assert list(reply["objects"]) == [WEB, SHOP, SALES]
    assert reply["message"] == "Scope: 1; Related objects: Server= 1, ApplicationSolution= 1, BusinessProcess= 1"
    assert arrows(reply) == {(WEB, SHOP), (SHOP, SALES)}
    assert related(itop, "Server", 1, direction="down") == reply


def test_up_finds_what_has_an_effect_with_the_arrows_as_the_relation_leads(itop: Itop) -> None:
    reply = related(itop, "BusinessProcess", 4, direction="up")

    assert set(reply["objects"]) == {SALES, SHOP, WEB, DB}
    assert arrows(reply) == {(SHOP, SALES), (WEB, SHOP), (DB, SHOP)}


def test_depends_on_is_the_way_up_with_the_arrows_turned(itop: Itop) -> None:
    reply = related(itop, "BusinessProcess", 4, "depends on")

    assert arrows(reply) == {(SALES, SHOP), (SHOP, WEB), (SHOP, DB)}


@pytest.mark.parametrize("direction", ["up", "down"])
def test_depends_on_with_a_direction_is_a_name_that_nothing_has(itop: Itop, direction: str) -> None:
    reply = related(itop, "ApplicationSolution", 3, "depends on", direction=direction)

    assert list(reply["objects"]) == [SHOP]
    assert reply["relations"] == []


@pytest.mark.parametrize(("depth", "reached"), [(0, 1), (1, 2), (2, 3), (20, 3), ("1", 2), (None, 3)])
def test_depth_counts_arrows(itop: Itop, depth: Any, reached: int) -> None:
    assert len(related(itop, "Server", 1, depth=depth)["objects"]) == reached


@pytest.mark.parametrize("redundancy", [True, False, "yes", None])
def test_redundancy_changes_nothing_where_nothing_is_redundant(itop: Itop, redundancy: Any) -> None:
    assert related(itop, "Server", 1, redundancy=redundancy) == related(itop, "Server", 1)


@pytest.mark.parametrize("direction", ["side", "UP", 1])
def test_another_direction_is_refused_beside_empty_results(itop: Itop, direction: Any) -> None:
    message = f"Invalid value: '{direction}' for the parameter 'direction'. Valid values are 'up' and 'down'"

    assert related(itop, "Server", 1, direction=direction) == {
        "code": 100,
        "message": message,
        "objects": None,
        "relations": [],
    }


def test_several_starts_are_one_scope_and_what_they_share_shows_once(itop: Itop) -> None:
    reply = related(itop, "Server", "SELECT Server")

    assert reply["message"].startswith("Scope: 2; Related objects: Server= 2, ApplicationSolution= 1")
    assert arrows(reply) == {(WEB, SHOP), (DB, SHOP), (SHOP, SALES)}


def test_nothing_to_start_from_is_nothing_found(itop: Itop) -> None:
    assert related(itop, "Server", 99) == {
        "code": 0,
        "message": "Nothing found",
        "objects": None,
        "relations": [],
    }


def test_objects_show_their_id_and_name_only(itop: Itop) -> None:
    assert related(itop, "Server", 1)["objects"][WEB]["fields"] == {"id": "1", "friendlyname": "web"}
