"""Stand-ins for what is somebody's own: the same for the same, by the attribute's kind, and nothing else changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fake_itop.itop.instance import Itop
from fake_itop.mirror import Anonymiser
from fake_itop.mirror.anonymising import KEPT, kind_of
from fake_itop.profiles import find
from fake_itop.state import state_of
from tests.helpers import read
from tests.mirror.living import compared, live, pull, stand_in

OWN = ("Secret", "Smith", "ann@", "bob@", "+49 30 1", "on fire", "Ann said", "ask Ann", "Parent Ltd")


def test_nothing_of_anybody_is_left_not_even_in_what_was_read_so_far(there: Itop, tmp_path: Path) -> None:
    output = tmp_path / "my.json"

    found = pull(live(there)[0], there, output, "UserRequest", "Team", change=Anonymiser("salt"))
    made = json.dumps(state_of(stand_in(found)), ensure_ascii=False)
    kept = output.with_name("my.json.part").read_text("utf-8")

    assert [text for text in OWN if text in made or text in kept] == []


def test_what_was_equal_stays_equal(there: Itop, tmp_path: Path) -> None:
    found = pull(live(there)[0], there, tmp_path / "my.json", "Person", change=Anonymiser("salt"))
    smiths = [each.fields["name"] for each in found.kept.objects.values() if each.fields.get("email")]
    mails = [each.fields["email"] for each in found.kept.objects.values() if each.cls == "Person"]

    assert len(set(smiths)) < len(smiths)
    assert len(set(filter(None, mails))) == len(list(filter(None, mails)))
    assert all(mail.endswith("@example.com") for mail in mails if mail)


def test_what_is_kept_is_as_it_is_there(there: Itop, tmp_path: Path) -> None:
    asked, _ = live(there)
    found = pull(asked, there, tmp_path / "my.json", "UserRequest", change=Anonymiser("salt"))
    made = stand_in(found)

    assert compared(asked, made, found, anonymised=True).differences == []
    codes = ("ref", "status", "start_date", "org_id", "caller_id", "priority")
    assert read(made, "UserRequest", 1, *codes) == read(there, "UserRequest", 1, *codes)


def test_another_secret_makes_other_stand_ins() -> None:
    assert Anonymiser("one").word("Smith") != Anonymiser("two").word("Smith")


def test_the_report_says_what_became_of_what(there: Itop, tmp_path: Path) -> None:
    anonymiser = Anonymiser("salt")
    pull(live(there)[0], there, tmp_path / "my.json", "UserRequest", change=anonymiser)

    report = anonymiser.report()
    assert "UserRequest.title: 7 × name" in report
    assert "UserRequest.description: 7 × free text" in report
    assert "UserRequest.private_log: 7 × log" in report
    assert "Person.email: 1 × e-mail address" in report
    assert not any("status" in line or "org_id" in line for line in report)


@pytest.mark.parametrize(
    ("cls", "code", "kind"),
    [
        ("Person", "name", "name"),
        ("Person", "email", "e-mail address"),
        ("Person", "phone", "phone number"),
        ("Person", "picture", "file"),
        ("Person", "org_id", KEPT),
        ("Person", "status", KEPT),
        ("UserRequest", "description", "free text"),
        ("UserRequest", "public_log", "log"),
        ("UserRequest", "start_date", KEPT),
        ("Server", "managementip", "address in a network"),
        ("TriggerOnObjectCreate", "filter", KEPT),
    ],
)
def test_the_kind_of_an_attribute_decides(cls: str, code: str, kind: str) -> None:
    assert kind_of(find("3.2").datamodel()[cls].attributes[code]) == kind
