"""A state that is written down and read again is the same state."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fake_itop.datamodel.attributes.blobs import Blob
from fake_itop.datamodel.attributes.caselog import LogEntry
from fake_itop.datamodel.attributes.dates import StopWatchValue, Threshold
from fake_itop.itop.instance import Itop
from fake_itop.state import StateError, decode, encode, load_state, read_document, state_of, to_document
from tests.helpers import a_ticket, an_itop, create, read, update

VALUES = [
    None,
    "é \x00 \ud800",
    0,
    1.5,
    True,
    (),
    ("a", ("b",)),
    ["row", [1]],
    {"x": 1, 2: ["y"]},
    Blob(b"\x00\xff", "image/png", None, 3),
    (LogEntry("2026-01-01 00:00:00", "me", 1, "<p>x</p>"),),
    StopWatchValue(5, "a", None, "b", {75: Threshold("c", passed=True)}),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_survives_json(value: Any) -> None:
    assert decode(json.loads(json.dumps(encode(value)))) == value


def filled() -> Itop:
    """An instance with a ticket that has a log, and a document."""
    itop = an_itop()
    ticket = a_ticket(itop, public_log="Hello")
    update(itop, "UserRequest", ticket, {"private_log": "Secret"})
    contents = {"data": "aGVsbG8=", "mimetype": "text/plain", "filename": "f.txt"}
    create(itop, "Attachment", {"item_class": "UserRequest", "item_id": ticket, "contents": contents})
    return itop


def test_an_instance_is_the_same_after_its_state_was_kept_and_loaded() -> None:
    before, after = filled(), an_itop()
    states = read_document(to_document({"itop": before}), "kept.json")
    load_state(after, states["itop"], "kept.json")

    assert state_of(after) == state_of(before)
    assert read(after, "UserRequest", 1) == read(before, "UserRequest", 1)


def test_ids_go_on_where_they_were() -> None:
    after = an_itop()
    load_state(after, json.loads(json.dumps(state_of(filled()))), "kept.json")

    assert a_ticket(after) == 2
    assert read(after, "UserRequest", 2, "ref") == {"ref": "R-000002"}


BROKEN = [
    ("{", "kept.json: not JSON"),
    ("[]", "kept.json: no state; one begins with"),
    ('{"format": "fake-itop state", "version": 9}', "of version 9; this fake-itop reads 1"),
    ('{"format": "fake-itop state", "version": 1}', "instances is missing"),
]


@pytest.mark.parametrize(("text", "told"), BROKEN)
def test_a_file_that_is_no_state_is_told(text: str, told: str) -> None:
    with pytest.raises(StateError, match=told):
        read_document(text, "kept.json")


def changed(path: list[str], value: Any) -> dict[str, Any]:
    """A state in which something is not as it should be."""
    state = json.loads(json.dumps(state_of(filled())))
    place = state
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return state


WRONG = [
    (["objects"], None, "no state of an instance"),
    (["clock_offset"], "x", "no state of an instance"),
    (["base"], "3.1", "a state of profile 3.1, and the instance is of 3.2; right would be to start it with --profile"),
    (["objects", "Spaceship"], {"1": {}}, "class Spaceship is not in the datamodel"),
    (["next_ids", "Ticket"], "1", "'1' is no number that a database gives out"),
    (["next_ids", "Ticket"], 0, "0 is no number that a database gives out"),
    (["next_ids", "Ticket"], float("nan"), "nan is no number that a database gives out"),
    (["clock_offset"], float("nan"), "no state of an instance"),
    (["objects", "Brand", "1"], {"x": 1}, "attribute"),
    (["objects", "Brand", "1", "colour"], "red", "Brand::1 has an unknown attribute colour"),
    (["objects", "Brand", "1", "name"], {"@": "Pickle"}, "Brand::1: unknown kind of value 'Pickle'"),
    (["objects", "Brand", "1", "name"], {"@": "Blob"}, "Brand::1: no Blob"),
]


@pytest.mark.parametrize(("path", "value", "told"), WRONG)
def test_a_state_that_does_not_fit_is_told_and_changes_nothing(path: list[str], value: Any, told: str) -> None:
    itop = an_itop()
    before = state_of(itop)
    with pytest.raises(StateError, match=told):
        load_state(itop, changed(path, value), "kept.json")

    assert state_of(itop) == before
