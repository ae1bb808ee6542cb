"""The plan of a deletion: what goes along, what is reset, what stands in the way (recordings ``delete``)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fake_itop.datamodel.attributes import AttributeExternalKey
from fake_itop.itop.instance import Itop
from fake_itop.objects.deletion import DeletionPlan, _add, carry_out, name_of, plan_deletion
from fake_itop.objects.history import insert_row
from fake_itop.objects.session import Session
from fake_itop.store import Record
from tests.helpers import a_ticket, create


def record(itop: Itop, cls: str, id_: int) -> Record:
    found = itop.db.store.get(cls, id_)
    assert found is not None
    return found


def plan(itop: Itop, *names: tuple[str, int]) -> DeletionPlan:
    return plan_deletion(itop.db, [record(itop, *name) for name in names])


def test_what_is_asked_for_is_in_the_plan_by_class_and_id(itop: Itop) -> None:
    ticket = a_ticket(itop)

    assert list(plan(itop, ("Ticket", ticket)).asked) == [("UserRequest", ticket)]


def test_what_goes_takes_along_what_hangs_on_it(itop: Itop) -> None:
    """An organisation's tickets go, and their links with them."""
    organization = create(itop, "Organization", {"name": "O"})
    a_ticket(itop, org_id=organization, contacts_list=[{"contact_id": 1}])

    assert list(plan(itop, ("Organization", organization)).deleted) == [("UserRequest", 1), ("lnkContactToTicket", 1)]


def test_what_is_asked_for_does_not_go_along_as_well(itop: Itop) -> None:
    organization = create(itop, "Organization", {"name": "O"})
    ticket = a_ticket(itop, org_id=organization)

    found = plan(itop, ("Organization", organization), ("UserRequest", ticket))

    assert (len(found.asked), found.deleted, found.reset) == (2, {}, {})


def test_a_key_that_may_be_empty_is_reset_once_per_key(itop: Itop) -> None:
    other = create(itop, "Person", {"name": "P", "first_name": "Q", "org_id": 1})
    ticket = a_ticket(itop, caller_id=other, agent_id=other)

    (entry,) = plan(itop, ("Person", other)).reset.values()

    assert name_of(entry[0]) == ("UserRequest", ticket)
    assert sorted(key.code for key in entry[1]) == ["agent_id", "caller_id"]


def test_nothing_is_reset_in_what_turns_out_to_go(itop: Itop) -> None:
    """The caller's ticket is found first, and goes with its organisation found later."""
    person = create(itop, "Person", {"name": "P", "first_name": "Q", "org_id": 1})
    organization = create(itop, "Organization", {"name": "O"})
    ticket = a_ticket(itop, org_id=organization, caller_id=person)

    found = plan(itop, ("Person", person), ("Organization", organization))

    assert found.reset == {}
    assert list(found.deleted) == [("UserRequest", ticket)]


def test_nothing_stands_in_the_way_that_turns_out_to_go(itop: Itop) -> None:
    """Software is the organisation's, which would stop it, and the server's, with which it goes."""
    organization = create(itop, "Organization", {"name": "O"})
    server = create(itop, "Server", {"name": "s", "org_id": organization})
    software = create(itop, "DBServer", {"name": "d", "org_id": organization, "system_id": server})

    found = plan(itop, ("Organization", organization), ("Server", server))

    assert found.manual == {}
    assert list(found.deleted) == [("DBServer", software)]


def test_a_key_that_may_not_be_empty_and_takes_nothing_along_stands_in_the_way(itop: Itop) -> None:
    organization = create(itop, "Organization", {"name": "O"})
    person = create(itop, "Person", {"name": "P", "first_name": "Q", "org_id": organization})

    assert list(plan(itop, ("Organization", organization)).manual) == [("Person", person)]


def test_a_key_that_does_not_care_keeps_its_object_out_of_the_plan(itop: Itop) -> None:
    """What was sent to a contact stays when the contact goes (``DEL_NONE``)."""
    insert_row(itop.db, "EventNotificationNewsroom", {"contact_id": 1})

    found = plan(itop, ("Person", 1))

    assert not [name for name in (*found.deleted, *found.reset, *found.manual) if "Newsroom" in name[0]]


def test_a_silent_key_takes_its_object_along_even_if_it_may_be_empty(itop: Itop) -> None:
    ticket = record(itop, "UserRequest", a_ticket(itop))
    key = ticket.cls.attributes["caller_id"]
    assert isinstance(key, AttributeExternalKey)
    found = DeletionPlan()

    assert _add(found, ticket, replace(key, on_target_delete="DEL_SILENT"), ("Person", 1)) == [ticket]
    assert list(found.deleted) == [("UserRequest", 1)]


def test_objects_of_a_class_stand_together_in_the_order_in_which_they_were_found(itop: Itop) -> None:
    """Two tickets with a contact and a CI each: classes do not alternate, and are not sorted by name."""
    organization = create(itop, "Organization", {"name": "O"})
    create(itop, "Server", {"name": "s", "org_id": 1})
    links: dict[str, Any] = {"contacts_list": [{"contact_id": 1}], "functionalcis_list": [{"functionalci_id": 1}]}
    for _ in range(2):
        a_ticket(itop, org_id=organization, **links)

    found = list(plan(itop, ("Organization", organization)).deleted)
    classes = [cls for cls, _ in found]

    assert found[:2] == [("UserRequest", 1), ("UserRequest", 2)]  # before the links, whatever the alphabet says
    assert classes == sorted(classes, key=classes.index)
    assert len(found) == 6


def test_links_of_a_set_go_in_the_order_of_their_names(itop: Itop) -> None:
    create(itop, "Person", {"name": "Aaron", "first_name": "A", "org_id": 1})
    ticket = a_ticket(itop, contacts_list=[{"contact_id": 1}, {"contact_id": 2}])

    found = plan(itop, ("UserRequest", ticket)).deleted

    assert list(found) == [("lnkContactToTicket", 2), ("lnkContactToTicket", 1)]


def run(itop: Itop, found: DeletionPlan) -> None:
    for _ in carry_out(itop.db, Session("test", is_administrator=True), found):
        pass


def test_carrying_out_leaves_zero_where_a_key_is_reset(itop: Itop) -> None:
    person = create(itop, "Person", {"name": "P", "first_name": "Q", "org_id": 1})
    ticket = a_ticket(itop, caller_id=person)

    run(itop, plan(itop, ("Person", person)))

    assert record(itop, "UserRequest", ticket)["caller_id"] == 0
    assert itop.db.store.get("Person", person) is None


def test_what_is_gone_by_the_time_is_no_obstacle(itop: Itop) -> None:
    """A callback may have deleted it meanwhile."""
    person = create(itop, "Person", {"name": "P", "first_name": "Q", "org_id": 1})
    ticket = a_ticket(itop, caller_id=person)
    found = plan(itop, ("Person", person))
    itop.db.store.remove(record(itop, "UserRequest", ticket))

    run(itop, found)

    assert itop.db.store.get("UserRequest", ticket) is None
    assert itop.db.store.get("Person", person) is None


@pytest.mark.parametrize("title", ["written meanwhile"])
def test_what_others_write_meanwhile_stays(itop: Itop, title: str) -> None:
    person = create(itop, "Person", {"name": "P", "first_name": "Q", "org_id": 1})
    ticket = a_ticket(itop, caller_id=person)
    found = plan(itop, ("Person", person))
    itop.db.store.put(record(itop, "UserRequest", ticket).with_values({"title": title}))

    run(itop, found)

    assert record(itop, "UserRequest", ticket)["title"] == title
