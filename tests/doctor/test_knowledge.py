"""Filters are decided from what is known: yes, no, for some objects, or not to be told."""

from typing import Any

import pytest

from fake_itop.doctor.knowledge import SOME_ID, Certainty, Decision, implied
from fake_itop.objects.keys import query_arguments
from fake_itop.objects.session import Session
from tests.helpers import an_itop

DB = an_itop().db
LINKED = {"remote_ticketid": SOME_ID}
NEW = {"status": frozenset(["new"])}
PARTNER = next(iter(DB.store.find("User", "login", "partner_rest")))


def decided(where: str, known: dict[str, Any], arguments: dict[str, Any] | None = None) -> Certainty:
    return Decision(DB, known, arguments).finds(f"SELECT UserRequest WHERE {where}")


@pytest.mark.parametrize(
    ("where", "known", "answer"),
    [
        ("remote_ticketid > 0", LINKED, Certainty.YES),
        ("remote_ticketid = 0", LINKED, Certainty.NO),
        ("remote_ticketid = 5", LINKED, Certainty.MAYBE),
        ("remote_ticketid = 0", {"remote_ticketid": frozenset([0])}, Certainty.YES),
        ("status = 'NEW'", NEW, Certainty.YES),
        ("status IN ('new', 'assigned')", NEW, Certainty.YES),
        ("status NOT IN ('new')", NEW, Certainty.NO),
        ("status = 'new'", {"status": frozenset(["new", "closed"])}, Certainty.MAYBE),
        ("title LIKE 'x%'", {}, Certainty.CAN),
        ("title = 'x' AND status = 'closed'", NEW, Certainty.NO),
        ("title = 'x' OR status = 'new'", NEW, Certainty.YES),
        ("ISNULL(title)", {}, Certainty.MAYBE),
        ("caller_id IN (SELECT Person)", {}, Certainty.MAYBE),
    ],
)
def test_a_filter_is_decided_from_what_is_known(where: str, known: dict[str, Any], answer: Certainty) -> None:
    assert decided(where, known) is answer


@pytest.mark.parametrize(("operator", "answer"), [("=", Certainty.YES), ("!=", Certainty.NO)])
def test_who_acts_is_known_of_an_account(operator: str, answer: Certainty) -> None:
    session = Session(login="partner_rest", user_id=PARTNER.id)
    where = f":current_user->login {operator} 'partner_rest'"

    assert decided(where, {}, query_arguments(DB, session)) is answer
    assert decided(where, {}) is Certainty.MAYBE, "of somebody nothing is known"


def test_an_empty_filter_finds_all_and_a_broken_one_may_find_anything() -> None:
    assert Decision(DB, {}).finds("") is Certainty.YES
    assert Decision(DB, {}).finds("SELECT Nothing") is Certainty.MAYBE


def test_one_of_several_selections_is_enough() -> None:
    query = "SELECT UserRequest WHERE status = 'closed' UNION SELECT UserRequest WHERE status = 'new'"

    assert Decision(DB, NEW).finds(query) is Certainty.YES


def test_what_a_filter_finds_is_as_it_says() -> None:
    query = (
        "SELECT UserRequest WHERE remote_ticketid > 0 AND status IN ('new', 'closed') AND title = 'x' AND impact != '1'"
    )

    assert implied(DB, query) == {
        "remote_ticketid": SOME_ID,
        "status": frozenset(["new", "closed"]),
        "title": frozenset(["x"]),
    }


def test_alternatives_say_nothing() -> None:
    assert implied(DB, "SELECT UserRequest WHERE status = 'new' OR title = 'x'") == {}
