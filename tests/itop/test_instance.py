"""One instance as a whole: its addresses, snapshots, background tasks, and people at its console."""

from __future__ import annotations

import tomllib

import pytest

from fake_itop.access import InstanceSettings, SettingsError
from fake_itop.itop.instance import Itop
from fake_itop.itop.person import ConsoleAct
from fake_itop.values.http import HttpRequest, NetworkFailure, OutgoingRequest, Work
from tests.helpers import a_ticket, an_itop, create, finish, found, read, request, update


@pytest.fixture
def itop() -> Itop:
    return an_itop()


def at(itop: Itop, path: str) -> int:
    asked = request({"operation": "list_operations"})
    return finish(itop.handle(HttpRequest("POST", path, asked.headers, asked.body))).status


@pytest.mark.parametrize("path", ["/webservices/rest.php?version=1.3", "/a/b/webservices/rest.php"])
def test_the_endpoint_answers_wherever_the_application_lies(itop: Itop, path: str) -> None:
    assert at(itop, path) == 200


@pytest.mark.parametrize(
    "path", ["/", "/rest.php", "/webservices/rest.php/x", "/webservices/REST.php", "/pages/UI.php"]
)
def test_nothing_else_is_there(itop: Itop, path: str) -> None:
    assert at(itop, path) == 404


def test_a_snapshot_holds_objects_time_and_chance(itop: Itop) -> None:
    a_ticket(itop)
    before = itop.snapshot()
    drawn = itop.random.random()
    a_ticket(itop)
    itop.clock.advance(60)

    itop.restore(before)

    assert itop.snapshot() == before
    assert itop.random.random() == drawn
    assert found(itop, "UserRequest", "SELECT UserRequest") == [1]


def test_after_restoring_ids_and_references_go_on_as_they_would_have(itop: Itop) -> None:
    before = itop.snapshot()
    first = read(itop, "UserRequest", a_ticket(itop), "id", "ref")
    itop.restore(before)

    assert read(itop, "UserRequest", a_ticket(itop), "id", "ref") == first


def test_two_instances_share_nothing(itop: Itop) -> None:
    other = an_itop()
    a_ticket(itop)

    assert found(other, "UserRequest", "SELECT UserRequest") == []


def test_the_same_beginnings_lead_to_the_same_instance() -> None:
    one, other = an_itop(), an_itop()
    for itop in (one, other):
        a_ticket(itop, public_log="x")
        update(itop, "UserRequest", 1, {"title": "y"})

    assert repr(one.snapshot()) == repr(other.snapshot())


def test_background_tasks_with_nothing_to_do_do_nothing(itop: Itop) -> None:
    before = itop.snapshot()

    assert finish(itop.cron()).sent == 0
    assert itop.snapshot() == before


@pytest.mark.parametrize(
    ("users", "words"),
    [
        ('[{ login = "a", profiles = ["Nope"] }]', "users: 'a' has the profile 'Nope', which there is not; known are "),
        (
            '[{ login = "a", profiles = ["Support Agent"] }, { login = "A", profiles = ["Support Agent"] }]',
            "users: the login 'A' stands twice; logins are unique whatever their case",
        ),
    ],
)
def test_users_that_cannot_be_made_are_named(users: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        an_itop(InstanceSettings.of(tomllib.loads(f"users = {users}")))

    assert str(caught.value).startswith(words)


# The console


def act(
    itop: Itop, fields: dict[str, object], stimulus: str = "-", cls: str = "UserRequest", key: int | str = 1
) -> tuple[str, str]:
    reply = finish(itop.console(ConsoleAct("admin", cls, key, stimulus, fields)))
    return reply.state, reply.error


def test_a_person_sets_fields_and_applies_a_stimulus_in_one_go(itop: Itop) -> None:
    ticket = a_ticket(itop)
    fields = {"title": "By hand", "request_type": "incident", "private_log": "noted"}

    assert act(itop, fields, "ev_assign") == ("assigned", "")
    shown = read(itop, "UserRequest", ticket, "title", "status", "private_log")
    assert (shown["title"], shown["status"]) == ("By hand", "assigned")
    assert shown["private_log"]["entries"][0]["user_login"] == "My first name My last name"


def test_a_stimulus_that_the_state_has_not_is_ignored_and_the_fields_are_saved(itop: Itop) -> None:
    a_ticket(itop)

    assert act(itop, {"title": "Saved"}, "ev_reopen") == ("new", "")
    assert read(itop, "UserRequest", 1, "title") == {"title": "Saved"}


@pytest.mark.parametrize(("cls", "key"), [("UserRequest", 99), ("Nope", 1), ("Person", "x")])
def test_an_object_that_is_not_there_is_told(itop: Itop, cls: str, key: int | str) -> None:
    assert act(itop, {}, cls=cls, key=key) == ("", "no such object")


def test_a_refusal_at_the_console_says_why_and_saves_nothing(itop: Itop) -> None:
    a_ticket(itop)
    state, error = act(itop, {"title": "", "description": "other"})

    assert state == "new"
    assert error.startswith("Unexpected value for attribute 'Title' (title) : Null not allowed: issues")
    assert read(itop, "UserRequest", 1, "title", "description") == {"title": "T", "description": "<p>D</p>"}


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"nope": 1}, "nope: Unknown attribute"),
        ({"org_name": "x"}, "Attempting to set the value on the read-only attribute UserRequest::org_name"),
    ],
)
def test_what_cannot_be_set_is_named(itop: Itop, fields: dict[str, object], error: str) -> None:
    a_ticket(itop)

    assert act(itop, fields) == ("new", error)


def test_the_history_calls_the_person_by_name(itop: Itop) -> None:
    a_ticket(itop)
    act(itop, {"title": "x"})

    change = read(itop, "CMDBChange", "SELECT CMDBChange WHERE origin = 'interactive' AND userinfo LIKE 'My%'")
    assert change["userinfo"] == "My first name My last name"


def test_an_object_without_a_state_has_none_to_tell(itop: Itop) -> None:
    family = create(itop, "ServiceFamily", {"name": "F"})

    assert act(itop, {"name": "G"}, cls="ServiceFamily", key=family) == ("", "")


# What it is built from


def test_a_copy_has_the_content_and_the_moment_and_touches_nobody() -> None:
    itop = an_itop(name="ours")
    itop.clock.advance(60)
    ticket = a_ticket(itop)

    twin = itop.copy()
    finish(twin.console(ConsoleAct("admin", "UserRequest", ticket, fields={"title": "Of the copy"})))

    assert (twin.name, twin.clock.now()) == ("ours", itop.clock.now())
    assert [each.db.store.get("UserRequest", ticket)["title"] == "Of the copy" for each in (itop, twin)] == [
        False,
        True,
    ]


def test_an_instance_without_an_address_is_a_host_of_its_name() -> None:
    assert an_itop(name="north").root_url == "http://north.test/"


def test_each_request_of_work_that_goes_nowhere_comes_to_the_same_end() -> None:
    def two_requests() -> Work[list[object]]:
        asked = OutgoingRequest("GET", "http://sink/", (), b"")
        first = yield asked
        second = yield asked
        return [first, second]

    lost = NetworkFailure("nobody is there")

    assert finish(two_requests(), lost) == [lost, lost]
