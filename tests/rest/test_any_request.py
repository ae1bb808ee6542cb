"""Whatever is asked, the reply is one that a real iTop could give, and a refusal changes nothing (issue 4)."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fake_itop.itop.instance import InstanceSnapshot, Itop
from fake_itop.values.http import HttpRequest
from fake_itop.values.messages import Code
from tests.helpers import a_ticket, an_itop, finish, http, rest
from tests.rest.odd import FORM_LOGIN, OPERATION_NAMES, PLAIN_FORM, code_of, messages, requests, sane_requests
from tests.rest.unchanged import check_that_nothing_changed

PATIENT = settings(max_examples=400)


@cache
def warm() -> tuple[Itop, InstanceSnapshot]:
    """An instance with a ticket and its child, and how to get back to it."""
    itop = an_itop()
    a_ticket(itop, public_log="first")
    a_ticket(itop, parent_request_id=1)
    return itop, itop.snapshot()


@pytest.fixture(autouse=True)
def _fresh() -> None:
    itop, start = warm()
    itop.restore(start)


@pytest.mark.parametrize("operation", OPERATION_NAMES)
@given(data=st.data())
def test_any_json_in_any_place_gets_an_answer_of_itop_and_a_refusal_changes_nothing(
    operation: str, data: st.DataObject
) -> None:
    itop, start = warm()
    itop.restore(start)
    request = data.draw(requests(operation))

    check_that_nothing_changed(itop, start, request, http(itop, request))


@PATIENT
@given(sane_requests())
def test_a_user_with_fewer_rights_is_answered_as_well(request: Any) -> None:
    itop, start = warm()
    itop.restore(start)

    check_that_nothing_changed(itop, start, request, http(itop, request, user="partner_rest"))


@pytest.mark.parametrize(
    "request_",
    [
        {"operation": "core/get", "class": "UserRequest", "key": 1},
        {"operation": "core/get_related", "class": "UserRequest", "key": 1, "relation": "impacts"},
        {"operation": "core/delete", "class": "UserRequest", "key": 1, "comment": "c", "simulate": True},
        {"operation": "core/delete", "class": "Organization", "key": 1, "comment": "c", "simulate": True},
        {"operation": "core/check_credentials", "user": "rest", "password": "Rest-passw0rd!"},
        {"operation": "core/update", "class": "UserRequest", "key": 1, "comment": "c", "fields": {}},
        {"operation": "core/update", "class": "UserRequest", "key": 1, "comment": "c", "fields": {"title": "T"}},
    ],
    ids=lambda request: f"{request['operation']} {request.get('class', '')}",
)
def test_what_only_looks_changes_nothing_either(request_: dict[str, Any]) -> None:
    itop, start = warm()

    http(itop, request_)

    assert itop.snapshot() == start


@PATIENT
@given(messages())
def test_any_bytes_get_an_answer_of_itop(request: HttpRequest) -> None:
    itop, start = warm()
    itop.restore(start)

    code_of(finish(itop.handle(request)))


def posted(form: bytes) -> dict[str, Any]:
    """The reply to a form, after who sends it."""
    itop, _ = warm()
    headers = (("Content-Type", PLAIN_FORM),)
    request = HttpRequest("POST", "/webservices/rest.php", headers, FORM_LOGIN + form)
    reply: dict[str, Any] = json.loads(finish(itop.handle(request)).body)
    return reply


@pytest.mark.parametrize(
    "json_data",
    [b"[" * 10_000 + b"]" * 10_000, b'{"a":' * 10_000 + b"1" + b"}" * 10_000, b"%ff%fe", b'"%ed%a0%80"', b"{"],
    ids=["lists in lists", "objects in objects", "no UTF-8", "a surrogate in UTF-8", "half an object"],
)
def test_what_php_cannot_decode_is_no_json(json_data: bytes) -> None:
    assert posted(b"json_data=" + json_data) == {
        "code": 4,
        "message": "Error: Parameter json_data is not a valid JSON structure",
    }


@pytest.mark.parametrize("constant", [b"NaN", b"Infinity", b'{"operation": NaN}'])
def test_constants_of_javascript_are_no_json(constant: bytes) -> None:
    assert posted(b"json_data=" + constant)["code"] == Code.INVALID_JSON


def test_a_form_in_array_style_with_bytes_that_are_no_utf8_is_no_json() -> None:
    assert posted(b"json_data[operation]=%ff")["code"] == Code.INVALID_JSON


def test_nesting_as_deep_as_php_goes_is_still_json() -> None:
    itop, _ = warm()
    deep = "[" * 510 + "]" * 510

    reply = http(itop, f'{{"operation": "core/get", "class": "UserRequest", "key": {deep}}}')

    assert code_of(reply) == Code.INTERNAL_ERROR


def test_a_number_beyond_all_bounds_is_an_id_that_nobody_has() -> None:
    itop, _ = warm()

    reply = rest(itop, f'{{"operation": "core/get", "class": "UserRequest", "key": 1{"0" * 400}}}')

    assert (reply["code"], reply["objects"]) == (0, None)


def test_a_text_that_is_no_unicode_makes_the_reply_fail_and_says_so() -> None:
    reply = posted(b"version=%ff&json_data=%7B%7D")

    assert reply["code"] == Code.INTERNAL_ERROR
    assert reply["message"].startswith(
        "json encoding failed with message: Malformed UTF-8 characters, possibly incorrectly encoded. "
        "Full response structure for debugging purposes (print_r+bin2hex): 5265737452657375"
    )


def test_a_number_that_json_has_not_makes_the_reply_fail_and_says_so() -> None:
    itop, _ = warm()
    create = (
        '{"operation": "core/create", "comment": "c", "class": "appUserPreferences", "output_fields": "preferences",'
        ' "fields": {"userid": 1, "preferences": {"a": 1e999}}}'
    )

    reply = rest(itop, create)

    assert reply["message"].startswith("json encoding failed with message: Inf and NaN cannot be JSON encoded. ")
