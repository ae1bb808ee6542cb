"""What a world notes of what happens inside an instance."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from fake_itop import datamodel
from fake_itop.access import InstanceSettings
from fake_itop.integration.lab import DEFAULT_USER
from fake_itop.itop.instance import Itop, Specification
from fake_itop.network import ConsoleAct, World
from fake_itop.values.clock import Clock
from fake_itop.values.http import REST_PATH, HttpRequest
from fake_itop.values.secrets import MASK

NOON = datetime(2026, 11, 24, 12)  # noqa: DTZ001 - naive UTC throughout
MODEL = datamodel.load()


@pytest.fixture
def world() -> World:
    clock = Clock.frozen(NOON)
    itop = Itop(Specification(name="ours", model=MODEL, root_url="http://ours/", clock=clock))
    world = World(clock=clock)
    world.add(itop)
    world.look_inside("ours", itop)
    return world


def rest(world: World, operation: str, **asked: Any) -> Any:
    user = next(user for user in InstanceSettings.default().users if user.login == DEFAULT_USER)
    asked = {"operation": operation, "comment": "test", "output_fields": "id", **asked}
    form = {"version": "1.3", "auth_user": user.login, "auth_pwd": user.password, "json_data": json.dumps(asked)}
    headers = (("Content-Type", "application/x-www-form-urlencoded"),)
    answer = json.loads(world.request("ours", HttpRequest("POST", REST_PATH, headers, urlencode(form).encode())).body)
    assert answer["code"] == 0, answer
    (found,) = answer["objects"].values()
    return int(found["key"]) if operation == "core/create" else found


def notes(world: World, kind: str = "write", cls: str = "Person") -> list[Any]:
    rows = world.traffic.journal.to_json()["messages"]
    return [row["act"] for row in rows if row["kind"] == kind and row["act"]["class"] == cls]


def test_a_new_object_is_noted_with_its_values(world: World) -> None:
    key = rest(world, "core/create", **{"class": "Person", "fields": {"name": "A", "first_name": "B", "org_id": 1}})
    (note,) = notes(world)

    assert (note["event"], note["key"], note["before"]) == ("created", key, {})
    assert note["values"].items() >= {"name": "A", "first_name": "B", "org_id": "1"}.items()


def test_a_change_is_noted_with_what_was_there_before(world: World) -> None:
    world.console("ours", ConsoleAct("admin", "Person", 1, fields={"phone": "7"}))
    (note,) = notes(world)

    assert (note["login"], note["event"]) == ("admin", "updated")
    assert (note["before"]["phone"], note["values"]["phone"]) == ("", "7")


def test_a_write_has_what_brought_it_as_its_cause(world: World) -> None:
    world.console("ours", ConsoleAct("admin", "Person", 1, fields={"phone": "7"}))
    act, *rest_of_rows = world.traffic.journal.rows()

    assert {row.cause for row in rest_of_rows} == {act.seq}


def test_only_the_new_entries_of_a_log_are_noted(world: World) -> None:
    fields = {"org_id": 1, "caller_id": 1, "title": "T", "description": "D", "public_log": "<p>one</p>"}
    key = rest(world, "core/create", **{"class": "UserRequest", "fields": fields})
    world.console("ours", ConsoleAct("admin", "UserRequest", key, fields={"public_log": "<p>two &amp; more</p>"}))

    assert [note["entries"] for note in notes(world, cls="UserRequest")] == [
        {"public_log": ["one"]},
        {"public_log": ["two & more"]},
    ]


def test_stop_watches_are_no_values(world: World) -> None:
    fields = {"org_id": 1, "caller_id": 1, "title": "T", "description": "D"}
    rest(world, "core/create", **{"class": "UserRequest", "fields": fields})

    assert "StopWatch" not in json.dumps(notes(world, cls="UserRequest"))


def test_a_deletion_is_noted(world: World) -> None:
    key = rest(world, "core/create", **{"class": "Person", "fields": {"name": "A", "first_name": "B", "org_id": 1}})
    rest(world, "core/delete", **{"class": "Person", "key": key})

    assert [(note["event"], note["key"]) for note in notes(world)] == [("created", key), ("deleted", key)]


def test_passwords_do_not_show(world: World) -> None:
    fields = {"login": "new", "password": "Sesame-9!", "profile_list": [{"profileid": 1}], "contactid": 1}
    key = rest(world, "core/create", **{"class": "UserLocal", "fields": fields})
    world.console("ours", ConsoleAct("admin", "UserLocal", key, fields={"password": "Sesame-10!"}))
    created, updated = notes(world, cls="UserLocal")

    assert created["values"]["password"] == updated["values"]["password"] == updated["before"]["password"] == MASK
    assert "Sesame" not in json.dumps(world.traffic.journal.to_json())


def test_a_trigger_is_noted_when_it_goes_off(world: World) -> None:
    trigger = {"description": "Somebody changed", "target_class": "Person"}
    rest(world, "core/create", **{"class": "TriggerOnObjectUpdate", "fields": trigger})
    world.console("ours", ConsoleAct("admin", "Person", 1, fields={"phone": "7"}))
    (note,) = notes(world, "trigger")

    assert (note["name"], note["key"]) == ("Somebody changed", 1)


def test_nobody_can_look_into_what_is_not_there(world: World) -> None:
    with pytest.raises(ValueError, match="no instance 'theirs' in this world; there is: ours"):
        world.look_inside("theirs", None)  # type: ignore[arg-type] # it does not come so far
