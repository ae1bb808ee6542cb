"""What is around an operation: parameters, versions, JSON, codes (recordings ``transport``; docs/itop/rest.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest

from fake_itop.itop.instance import Itop
from fake_itop.values.http import HttpReply, HttpRequest, header
from tests.helpers import FORM, finish, http

LOGIN = {"auth_user": "rest", "auth_pwd": "Rest-passw0rd!"}
LIST = '{"operation":"list_operations"}'


def post(itop: Itop, form: Mapping[str, str], query: Mapping[str, str], method: str = "POST") -> HttpReply:
    body = urlencode({**LOGIN, **form}).encode()
    return finish(itop.handle(HttpRequest(method, "/webservices/rest.php?" + urlencode(query), FORM, body)))


def answer(itop: Itop, form: Mapping[str, str], query: Mapping[str, str] | None = None) -> dict[str, Any]:
    reply = post(itop, form, {"version": "1.3"} if query is None else query)
    assert reply.status == 200
    result: dict[str, Any] = json.loads(reply.body)
    return result


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2", "1.3", "1.4"])
def test_five_versions_are_spoken_and_named_in_the_list(itop: Itop, version: str) -> None:
    reply = answer(itop, {"json_data": LIST}, {"version": version})

    assert (reply["message"], reply["version"], len(reply["operations"])) == ("Operations: 7", version, 7)


def test_an_empty_version_is_missing(itop: Itop) -> None:
    assert answer(itop, {"json_data": LIST}, {"version": ""})["code"] == 2


@pytest.mark.parametrize("version", ["1", "1.30", "2.0", "x"])
def test_another_version_has_no_service(itop: Itop, version: str) -> None:
    message = f"Error: There is no service available for version '{version}'"

    assert answer(itop, {"json_data": LIST}, {"version": version}) == {"code": 10, "message": message}


def test_parameters_may_stand_in_the_address_and_the_body_wins(itop: Itop) -> None:
    assert answer(itop, {}, {"version": "1.3", "json_data": LIST})["code"] == 0
    assert answer(itop, {"version": "9.9", "json_data": LIST}, {"version": "1.3"})["code"] == 10


@pytest.mark.parametrize(
    ("form", "query", "code", "message"),
    [
        ({}, {}, 2, "Error: Missing parameter 'version' (e.g. '1.0')"),
        ({}, {"version": "1.3"}, 3, "Error: Missing parameter 'json_data'"),
        ({"json_data": ""}, {"version": "1.3"}, 3, "Error: Missing parameter 'json_data'"),
        ({"json_data": "{"}, {"version": "9"}, 4, "Error: Parameter json_data is not a valid JSON structure"),
        ({"json_data": "{}"}, {"version": "9"}, 10, "Error: There is no service available for version '9'"),
        ({"json_data": "{}"}, {"version": "1.3"}, 100, "Error: Missing parameter 'operation'"),
    ],
)
def test_what_is_missing_is_told_in_this_order(
    itop: Itop, form: dict[str, str], query: dict[str, str], code: int, message: str
) -> None:
    assert answer(itop, form, query) == {"code": code, "message": message}


@pytest.mark.parametrize("text", ["null", "false", "0", '""', "[]", "not json", "{'operation': 1}", "\ufeff{}"])
def test_what_php_finds_empty_is_no_json_structure(itop: Itop, text: str) -> None:
    assert answer(itop, {"json_data": text})["code"] == 4


@pytest.mark.parametrize("text", ['"text"', "12", "true", "[1]", '{"operation":null}'])
def test_other_json_lacks_an_operation(itop: Itop, text: str) -> None:
    assert answer(itop, {"json_data": text})["message"] == "Error: Missing parameter 'operation'"


@pytest.mark.parametrize("verb", ["core/nope", "", "Core/get", "get", "12"])
def test_a_verb_is_known_by_its_very_name(itop: Itop, verb: str) -> None:
    reply = answer(itop, {"json_data": json.dumps({"operation": verb})})

    assert reply == {"code": 11, "message": f"Error: Unknown verb '{verb}' in version '1.3'"}


def test_a_verb_that_is_a_structure_breaks_a_real_itop(itop: Itop) -> None:
    reply = http(itop, {"operation": ["core/get"]})

    assert (reply.status, header(reply.headers, "content-type")) == (500, "text/html; charset=UTF-8")


@pytest.mark.parametrize(
    ("operation", "missing"),
    [
        ({"operation": "core/get"}, "class"),
        ({"operation": "core/get", "class": "Person"}, "key"),
        ({"operation": "core/get", "class": "Person", "key": None}, "key"),
        ({"operation": "core/create"}, "comment"),
        ({"operation": "core/create", "comment": "c"}, "class"),
        ({"operation": "core/create", "comment": "c", "class": "Person"}, "fields"),
        ({"operation": "core/update", "comment": "c", "class": "Person"}, "key"),
        ({"operation": "core/update", "comment": "c", "class": "Person", "key": 1}, "fields"),
        ({"operation": "core/apply_stimulus", "comment": "c", "class": "Person", "key": 1, "fields": {}}, "stimulus"),
        ({"operation": "core/delete", "comment": "c", "class": "Person"}, "key"),
        ({"operation": "core/delete", "class": "Person", "key": 1}, "comment"),
        ({"operation": "core/get_related", "class": "Person", "key": 1}, "relation"),
        ({"operation": "core/check_credentials"}, "user"),
        ({"operation": "core/check_credentials", "user": "rest"}, "password"),
    ],
)
def test_the_first_parameter_that_is_missing_or_null_is_named(
    itop: Itop, operation: dict[str, Any], missing: str
) -> None:
    assert answer(itop, {"json_data": json.dumps(operation)})["message"] == f"Error: Missing parameter '{missing}'"


@pytest.mark.parametrize("cls", ["Nope", "userrequest", "", 12])
def test_a_class_is_known_by_its_very_name(itop: Itop, cls: Any) -> None:
    text = json.dumps({"operation": "core/get", "class": cls, "key": 1})

    assert answer(itop, {"json_data": text})["message"] == f"Error: class: '{cls}' is not a valid class'"


def test_unknown_members_are_ignored(itop: Itop) -> None:
    text = json.dumps({"operation": "list_operations", "auth_user": "x", "comment": "y", "output_fields": ["z"]})

    assert answer(itop, {"json_data": text})["code"] == 0


def test_the_last_of_two_members_of_one_name_counts(itop: Itop) -> None:
    assert answer(itop, {"json_data": '{"operation":"nope","operation":"list_operations"}'})["code"] == 0


def test_a_callback_wraps_the_reply(itop: Itop) -> None:
    reply = post(itop, {"json_data": LIST, "callback": "cb.x"}, {"version": "1.3"})

    assert reply.body.startswith(b"cb.x({")
    assert reply.body.endswith(b"});")
    assert header(reply.headers, "content-type") == "application/javascript"


@pytest.mark.parametrize("callback", ["alert(1)//", "<script>", "a b", ""])
def test_a_callback_that_is_no_name_is_ignored(itop: Itop, callback: str) -> None:
    reply = post(itop, {"json_data": LIST, "callback": callback}, {"version": "1.3"})

    assert reply.body.startswith(b"{")


def test_every_reply_may_be_read_from_any_page(itop: Itop) -> None:
    assert header(post(itop, {}, {}).headers, "access-control-allow-origin") == "*"


def test_slashes_and_other_letters_are_escaped(itop: Itop) -> None:
    reply = post(itop, {"json_data": '{"operation":"é/"}'}, {"version": "1.3"})

    assert b"'\\u00e9\\/'" in reply.body


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_body_counts_in_a_post_only(itop: Itop, method: str) -> None:
    reply = post(itop, {"json_data": LIST}, {"version": "1.3"}, method)

    assert json.loads(reply.body) == {"code": 1, "message": "Error: Invalid login"}
