"""What the client makes of iTop's answers."""

from __future__ import annotations

from typing import Any

import pytest

from fake_itop.client import Answer, ItopObject

ENTRY = {"code": 0, "message": "created", "class": "Person", "key": "3", "fields": {"name": "Smith"}}


def answer(*keys: str) -> Answer:
    objects: dict[str, Any] = {f"Person::{key}": {**ENTRY, "key": key} for key in keys}
    return Answer(code=0, message=None, objects=objects or None)


def test_an_answer_is_the_json_object_of_the_reply() -> None:
    assert answer("3") == {"code": 0, "message": None, "objects": {"Person::3": ENTRY}}


def test_its_objects_have_class_id_and_fields() -> None:
    assert answer("3").objects == [ItopObject("Person", 3, {"name": "Smith"}, 0, "created")]


def test_an_answer_without_objects_has_none() -> None:
    assert answer().objects == []


def test_a_field_is_had_by_its_code() -> None:
    assert answer("3").one["name"] == "Smith"


def test_a_field_that_was_not_asked_for_is_named() -> None:
    with pytest.raises(KeyError, match="Person::3 came without 'email', its fields are: name"):
        _ = answer("3").one["email"]


@pytest.mark.parametrize(("keys", "told"), [((), "gave 0: none"), (("3", "4"), "gave 2: Person::3, Person::4")])
def test_one_object_is_told_from_none_and_from_several(keys: tuple[str, ...], told: str) -> None:
    with pytest.raises(LookupError, match=told):
        _ = answer(*keys).one
