"""The schemas: they are schemas, they are up to date, and they take what a real iTop took."""

import json
import runpy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from fake_itop import datamodel
from fake_itop.check import Severity, check
from fake_itop.check.schemas import PUBLISHED, names, schema
from fake_itop.cli.main import run
from tests.check.recorded import exchanges

DOCS = Path(__file__).parents[2] / "docs"
MODEL = datamodel.load(["transfer"])
TICKET = {"org_id": 1, "title": "t", "description": "d"}
CREATE = {"operation": "core/create", "comment": "c", "class": "UserRequest", "fields": TICKET}
UPDATE = {**CREATE, "operation": "core/update", "key": 1}
STIMULUS = {**UPDATE, "operation": "core/apply_stimulus", "stimulus": "ev_assign"}
SHAPED = {"FI201", "FI202", "FI203", "FI204", "FI207", "FI210", "FI220", "FI221", "FI222", "FI225"}
"""Errors that a schema of the class sees too."""


@cache
def validator(name: str, cls: str | None = None) -> Draft202012Validator:
    return Draft202012Validator(schema(name, MODEL, MODEL[cls] if cls is not None else None))


def accepts(name: str, cls: str | None, value: Any) -> bool:
    return bool(validator(name, cls).is_valid(value))


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("cls", [None, "UserRequest", "Ticket", "lnkContactToTicket"])
def test_every_schema_is_one(name: str, cls: str | None) -> None:
    Draft202012Validator.check_schema(validator(name, cls).schema)


def test_the_published_files_are_up_to_date() -> None:
    made = runpy.run_path(str(DOCS.parent / "tools" / "build" / "docs" / "schemas.py"))
    files = {str(file.relative_to(PUBLISHED)): file.read_text(encoding="utf-8") for file in PUBLISHED.rglob("*.json")}
    assert files == made["published"]()
    assert (DOCS / "schemas.md").read_text(encoding="utf-8") == made["document"]()


def test_what_a_real_itop_accepted_is_valid_by_every_schema_that_is_for_it() -> None:
    for request, reply in exchanges():
        answer, verb, cls = reply.get("json"), request["operation"], request.get("class")
        if not isinstance(answer, dict) or answer["code"] != 0:
            continue
        kinds = (verb, "request") if verb == "list_operations" else (verb, f"template/{verb}", "request", "template")
        for name in kinds:
            assert accepts(name, None, request), (name, request)
            assert cls is None or accepts(name, cls, request), (name, cls, request)


def test_what_a_real_itop_answered_is_valid_by_the_schema_of_the_reply() -> None:
    for request, reply in exchanges():
        answer = reply.get("json")
        if isinstance(answer, dict) and f"reply/{request['operation']}" in names():
            assert accepts(f"reply/{request['operation']}", None, answer), answer
            assert accepts("reply", None, answer), answer


def test_a_schema_of_a_class_refuses_what_was_refused_for_its_shape() -> None:
    seen = 0
    for request, _ in exchanges():
        verb, cls = request["operation"], str(request.get("class"))
        errors = check(json.dumps(request), kind="request", designs=["transfer"]).of(Severity.ERROR)
        if errors and {finding.code for finding in errors} <= SHAPED and verb in names() and cls in MODEL:
            seen += 1
            assert not accepts(verb, cls, request), request
    assert seen > 50


@pytest.mark.parametrize(
    ("name", "cls", "value"),
    [
        ("core/create", None, {**CREATE, "operation": "create"}),
        ("core/create", None, {**CREATE, "class": "UserRequests"}),
        ("core/create", None, {**CREATE, "class": "Ticket"}),
        ("core/create", None, {name: value for name, value in CREATE.items() if name != "comment"}),
        ("core/create", None, {**CREATE, "fields": "x"}),
        ("core/create", "UserRequest", {**CREATE, "fields": {"titel": "x"}}),
        ("core/create", "UserRequest", {**CREATE, "fields": {"urgency": "9"}}),
        ("core/create", "UserRequest", {**CREATE, "fields": {"sla_tto_passed": 5}}),
        ("core/create", "UserRequest", {**CREATE, "fields": {"contacts_list": "x"}}),
        ("core/update", "UserRequest", {**UPDATE, "fields": {"titel": "x"}}),
        ("core/update", "UserRequest", {**UPDATE, "key": ["x"]}),
        ("core/update", "UserRequest", {**UPDATE, "key": {"titel": "x"}}),
        ("core/apply_stimulus", None, {**STIMULUS, "stimulus": "assign"}),
        ("core/apply_stimulus", "Change", {**STIMULUS, "class": "Change", "stimulus": "ev_wait_for_approval"}),
        ("core/get_related", None, {"operation": "core/get_related", "class": "Server", "key": 1, "direction": "x"}),
        ("request", None, {"class": "Person"}),
        ("request", None, {**STIMULUS, "operation": "apply_stimulus"}),
        ("request", "UserRequest", {**UPDATE, "fields": {"titel": "x"}}),
        ("request", None, []),
        ("template", None, {**CREATE, "fields": None}),
        ("reply/core/get", None, {"code": "0", "message": None}),
        ("reply/core/get", None, {"code": 0, "message": None, "objects": []}),
        ("reply/core/get", None, {"code": 0, "message": None, "objects": {"Person::1": {"class": "Person"}}}),
        ("reply/core/check_credentials", None, {"code": 0, "message": None, "authorized": "yes"}),
    ],
)
def test_what_is_wrong_is_refused(name: str, cls: str | None, value: Any) -> None:
    assert not accepts(name, cls, value)


@pytest.mark.parametrize("name", ["template", "template/core/update"])
def test_placeholders_may_stand_where_texts_do(name: str) -> None:
    fields = {
        "title": "$this->title$",
        "urgency": "$this->urgency$",
        "caller_id": "SELECT Person WHERE id = $this->id$",
    }
    assert accepts(name, "UserRequest", {**UPDATE, "key": "$this->remote_ticketid$", "fields": fields})
    assert not accepts("core/update", "UserRequest", {**UPDATE, "fields": fields})


def test_the_member_that_names_a_schema_is_no_finding() -> None:
    text = json.dumps({"$schema": "./schema.json", "operation": "list_operations"})
    assert check(text).findings == ()


def test_the_command_lists_and_prints_schemas(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == 0
    assert capsys.readouterr().out.split() == names()
    assert run(["schema", "core/create", "--class", "UserRequest", "--design", "transfer"]) == 0
    assert "remote_ticketid" in json.loads(capsys.readouterr().out)["properties"]["fields"]["properties"]
    assert run(["schema", "core/creat"]) == 2
    assert "did you mean core/create" in capsys.readouterr().err
