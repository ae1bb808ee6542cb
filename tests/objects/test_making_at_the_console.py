"""A person makes an object in the console: values as the object holds them, and refusals in iTop's words."""

from __future__ import annotations

from typing import Any

import pytest

from fake_itop.itop.person import ConsoleCreation, CreationReply
from tests.helpers import an_itop, finish, found, read

TICKET = {"org_id": "1", "title": "Printer", "description": "<p>Smoke</p>"}


def made(cls: str, fields: dict[str, Any], login: str = "admin") -> tuple[Any, CreationReply]:
    itop = an_itop()
    return itop, finish(itop.console_create(ConsoleCreation(login, cls, fields)))


def test_an_object_is_made_with_the_values_that_were_given() -> None:
    itop, reply = made("UserRequest", {**TICKET, "public_log": "seen"})

    assert reply == CreationReply(1, "")
    ticket = read(itop, "UserRequest", 1, "ref", "title", "status", "public_log")
    assert (ticket["ref"], ticket["title"], ticket["status"]) == ("R-000001", "Printer", "new")
    assert [entry["user_login"] for entry in ticket["public_log"]["entries"]] == ["My first name My last name"]


@pytest.mark.parametrize(
    ("cls", "fields", "login", "told"),
    [
        ("UserRequest", TICKET, "nobody", "no user 'nobody'"),
        ("Ticket", TICKET, "admin", "no class of objects 'Ticket'"),
        ("Nonsense", TICKET, "admin", "no class of objects 'Nonsense'"),
        ("UserRequest", {**TICKET, "nonsense": "1"}, "admin", "nonsense: Unknown attribute"),
        ("UserRequest", {**TICKET, "impact": "9"}, "admin", "Value not allowed [9]"),
        ("UserRequest", {**TICKET, "title": ""}, "admin", "Null not allowed"),
    ],
)
def test_what_is_refused_is_told_and_makes_nothing(cls: str, fields: dict[str, Any], login: str, told: str) -> None:
    itop, reply = made(cls, fields, login)

    assert reply.key == 0
    assert told in reply.error
    assert found(itop, "UserRequest", "SELECT UserRequest") == []
