"""What profiles and organisations let a user do, and the words of each refusal (recordings ``rights``; facts)."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from fake_itop.access import InstanceSettings
from fake_itop.access.rights import Right, Rights
from fake_itop.itop.instance import Itop
from tests import helpers
from tests.helpers import a_ticket, an_itop, create, found

LOGINS = {"agent": "Support Agent", "config": "Configuration Manager", "silo": "Support Agent", "plain": ""}


def settings() -> InstanceSettings:
    users = ['{ login = "rest", password = "Rest-passw0rd!", profiles = ["Administrator", "REST Services User"] }']
    for login, profile in LOGINS.items():
        profiles = ", ".join(f'"{name}"' for name in (profile, "REST Services User") if name)
        allowed = ", allowed_orgs = [1]" if login == "silo" else ""
        users.append(f'{{ login = "{login}", password = "Agent-passw0rd!", profiles = [{profiles}]{allowed} }}')
    return InstanceSettings.of(tomllib.loads(f"users = [{', '.join(users)}]"))


@pytest.fixture
def itop(monkeypatch: pytest.MonkeyPatch) -> Itop:
    for login in LOGINS:
        monkeypatch.setitem(helpers.PASSWORDS, login, "Agent-passw0rd!")
    itop = an_itop(settings())
    create(itop, "Organization", {"name": "Other"})
    create(itop, "Organization", {"name": "Below", "parent_id": 1})
    a_ticket(itop)
    a_ticket(itop, org_id=2)
    return itop


def ask(itop: Itop, user: str, operation: str, cls: str, **more: Any) -> tuple[int, Any]:
    data = {"operation": operation, "class": cls, "key": 1, "comment": "c", "fields": {}, "output_fields": "id", **more}
    reply = helpers.rest(itop, data, user)
    return reply["code"], reply["message"]


def no_permission(doing: str, cls: str) -> tuple[int, str]:
    return 1, f"The current user does not have enough permissions for {doing} data of class {cls}"


@pytest.mark.parametrize(
    ("user", "operation", "cls", "doing"),
    [
        ("plain", "core/get", "User", "reading"),
        ("agent", "core/get", "User", "reading"),
        ("agent", "core/create", "Organization", "creating"),
        ("agent", "core/delete", "UserRequest", "deleting"),
        ("config", "core/update", "UserRequest", "modifying"),
        ("config", "core/apply_stimulus", "UserRequest", "modifying"),
    ],
)
def test_a_refusal_names_what_was_asked_and_the_class(
    itop: Itop, user: str, operation: str, cls: str, doing: str
) -> None:
    assert ask(itop, user, operation, cls, stimulus="ev_assign", relation="impacts") == no_permission(doing, cls)


@pytest.mark.parametrize(
    ("operation", "doing"),
    [("core/delete", "deleting"), ("core/update", "modifying"), ("core/apply_stimulus", "modifying")],
)
@pytest.mark.parametrize("key", [99, "SELECT UserRequest", {"title": "nope"}])
def test_a_right_is_asked_for_before_it_matters_whether_there_is_an_object(
    itop: Itop, operation: str, doing: str, key: Any
) -> None:
    asked = ask(itop, "plain", operation, "UserRequest", key=key, stimulus="ev_assign")

    assert asked == no_permission(doing, "UserRequest")


@pytest.mark.parametrize("operation", ["core/delete", "core/update", "core/apply_stimulus"])
@pytest.mark.parametrize(("key", "said"), [([], "Wrong format for key"), ({"id": 1}, "id: Unknown attribute")])
def test_a_key_is_understood_before_a_right_is_asked_for(itop: Itop, operation: str, key: Any, said: str) -> None:
    assert ask(itop, "plain", operation, "UserRequest", key=key, stimulus="ev_assign") == (100, f"Error: {said}")


def test_related_objects_are_refused_by_their_classes(itop: Itop) -> None:
    said = "The current user does not have enough permissions for exporting data of class(es): User"
    reply = helpers.rest(
        itop, {"operation": "core/get_related", "class": "User", "key": 1, "relation": "impacts"}, "plain"
    )

    assert reply == {"code": 1, "message": said.replace("User", "UserLocal")}


def test_reading_by_query_asks_for_the_right_over_the_class_of_the_query(itop: Itop) -> None:
    assert ask(itop, "agent", "core/get", "UserRequest", key="SELECT User") == no_permission("reading", "User")


def test_rights_of_several_profiles_add_up(itop: Itop) -> None:
    agent = itop.db.store.get("User", 2)
    assert agent is not None
    before = Rights(itop.db, agent).may(Right.MODIFY, itop.model["Server"])
    profile = "SELECT URP_Profiles WHERE name = 'Configuration Manager'"
    create(itop, "URP_UserProfile", {"userid": 2, "profileid": profile})

    assert not before
    assert Rights(itop.db, agent).may(Right.MODIFY, itop.model["Server"])
    assert Rights(itop.db, agent).may(Right.MODIFY, itop.model["UserRequest"])


@pytest.mark.parametrize("right", list(Right))
def test_an_administrator_may_do_anything(itop: Itop, right: Right) -> None:
    user = itop.db.store.get("User", 1)
    assert user is not None

    assert all(Rights(itop.db, user).may(right, cls) for cls in itop.model)


# Organisation silos


def test_whoever_is_confined_sees_their_organisation_and_those_below(itop: Itop) -> None:
    assert found(itop, "Organization", "SELECT Organization", "silo") == [3, 1]


def test_whoever_is_confined_sees_what_belongs_to_it(itop: Itop) -> None:
    assert found(itop, "UserRequest", "SELECT UserRequest", "silo") == [1]


def test_what_belongs_to_nobody_is_seen_by_all(itop: Itop) -> None:
    assert found(itop, "Brand", {"name": "Dell"}, "silo") != []


def test_what_is_out_of_sight_is_not_there_by_id(itop: Itop) -> None:
    assert ask(itop, "silo", "core/update", "UserRequest", key=2) == (100, "Error: Invalid object UserRequest::2")


def test_what_is_out_of_sight_cannot_be_pointed_to(itop: Itop) -> None:
    fields = {"org_id": 2, "caller_id": 1, "title": "T", "description": "D"}

    code, message = ask(itop, "silo", "core/create", "UserRequest", fields=fields)

    assert (code, message) == (100, "Error: org_id: Invalid object Organization::2")


def test_what_is_out_of_sight_is_counted_by_no_query(itop: Itop) -> None:
    reply = helpers.rest(itop, {"operation": "core/get", "class": "UserRequest", "key": "SELECT UserRequest"}, "silo")

    assert reply["message"] == "Found: 1"


def test_links_to_what_is_out_of_sight_are_read_without_it(itop: Itop) -> None:
    create(itop, "Person", {"name": "Far", "first_name": "A", "org_id": 2})
    update = {"operation": "core/update", "class": "UserRequest", "key": 1, "comment": "c"}
    helpers.rest(itop, {**update, "fields": {"contacts_list": [{"contact_id": 2}]}})

    code, message = ask(itop, "silo", "core/get", "UserRequest", output_fields="contacts_list")

    assert (code, message) == (0, "Found: 1")


def test_current_contact_and_user_are_those_who_ask(itop: Itop) -> None:
    query = "SELECT User WHERE id = :current_user->id"

    assert found(itop, "User", query) == [1]


@pytest.mark.parametrize(
    ("simulate", "code", "said"),
    [
        (False, 100, "Error: Found issue(s): target_class = Organization, target_id = 1, issues = "),
        (True, 1, "SIMULATING: Deletion not allowed on some objects"),
    ],
)
def test_what_goes_along_must_be_the_users_to_delete_too(itop: Itop, simulate: bool, code: int, said: str) -> None:
    create(itop, "URP_UserOrg", {"userid": 1, "allowed_org_id": 1})

    found, message = ask(itop, "config", "core/delete", "Organization", simulate=simulate)

    assert found == code
    assert message.startswith(said)
