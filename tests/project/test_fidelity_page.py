"""docs/fidelity.md counts what there is."""

from __future__ import annotations

import pytest

from conformance import corpus
from conformance.corpus import Case
from fake_itop.datamodel import load
from fake_itop.rest.operations import OPERATIONS
from tools.build.docs.fidelity import AREAS, FEWEST, LIST, PAGE, Coverage, Tally, coverage, page, tally

MODEL = load(["transfer"])


def test_the_page_is_what_the_script_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python -m tools.build.docs.fidelity"


def test_every_recorded_area_is_described() -> None:
    assert {case.area for found in corpus.shipped() for case in found.cases} == set(AREAS)


def counted(*steps: dict[str, object], named: bool = False) -> Tally:
    case = Case("get", "case", "clean", steps, "3.2")
    return tally(MODEL, [case], frozenset({case.id}) if named else frozenset())


def a_step(operation: str, **more: object) -> dict[str, object]:
    return {"do": "rest", "request": {"operation": operation, "class": "Team", **more}, "reply": {"json": {}}}


def test_a_case_counts_once_however_many_steps_it_has() -> None:
    assert str(counted(a_step("core/get"), a_step("core/get")).operations["core/get", "get"]) == "1/1"


def test_a_case_that_is_named_a_gap_does_not_agree() -> None:
    assert str(counted(a_step("core/get"), named=True).areas["get", "3.2"]) == "0/1"


@pytest.mark.parametrize("operation", [*OPERATIONS, LIST])
def test_every_operation_is_counted(operation: str) -> None:
    assert (operation, "get") in counted(a_step(operation)).operations


def test_attributes_inside_link_sets_count_too() -> None:
    found = counted(a_step("core/update", fields={"persons_list": [{"person_id": 1}]})).types

    assert {("AttributeLinkedSetIndirect", "update"), ("AttributeExternalKey", "update")} <= set(found)


def test_an_operation_within_raw_http_counts() -> None:
    step = {"do": "http", "http": {"form": {"json_data": '{"operation":"list_operations"}'}}, "reply": {}}

    assert ("list_operations", "get") in counted(step).operations


def covered(reply: dict[str, object], operation: str = "core/create", **more: object) -> Coverage:
    step = {"do": "rest", "request": {"operation": operation, "class": "Team", **more}, "reply": {"json": reply}}
    return coverage(MODEL, [Case("walk", "a journey", "clean", [step], "journeys")], frozenset())


def test_steps_count_by_class_and_by_what_is_shown() -> None:
    assert str(covered({}, "core/get", output_fields="*+").classes["Team", "`*+`"]) == "1/1"


def test_an_object_made_of_nothing_but_what_it_needs_counts_as_such() -> None:
    made = {"objects": {"Team::1": {}}}

    assert ("Team", FEWEST) in covered(made, fields={"name": "T", "org_id": 1}).classes
    assert ("Team", FEWEST) not in covered(made, fields={"name": "T", "org_id": 1, "phone": "1"}).classes


@pytest.mark.parametrize(
    "message", ["Error: org_id: Wrong format", "Error: … 'Organization' (org_id) : Null not allowed"]
)
def test_a_refusal_counts_for_the_type_that_it_names(message: str) -> None:
    assert set(covered({"code": 100, "message": message}).refusals) == {("AttributeExternalKey", "create")}
