"""What real clients put on the wire and need back, told by what eighteen of them do (the reference's page on clients).

No client is needed for it: each test sends what one of them sends, or looks at what one of them looks at.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest

from fake_itop.itop.instance import Itop
from fake_itop.values.http import HttpReply, HttpRequest
from tests.helpers import FORM, PASSWORDS, a_ticket, an_itop, create, finish, http, read, rest, update

LOGIN = {"auth_user": "rest", "auth_pwd": PASSWORDS["rest"]}
BASIC = ("Authorization", "Basic " + base64.b64encode(f"rest:{PASSWORDS['rest']}".encode()).decode())
GET = {"operation": "core/get", "class": "Organization", "key": 1, "output_fields": "id"}


@pytest.fixture
def itop() -> Itop:
    return an_itop()


def send(
    itop: Itop, query: Mapping[str, str] | str, headers: tuple[tuple[str, str], ...] = (), body: bytes = b""
) -> dict[str, Any]:
    text = query if isinstance(query, str) else urlencode(query)
    reply: HttpReply = finish(itop.handle(HttpRequest("POST", f"/webservices/rest.php?{text}", headers, body)))
    assert reply.status == 200
    answer: dict[str, Any] = json.loads(reply.body)
    return answer


def form(**values: str) -> bytes:
    return urlencode(values).encode()


# Requests


@pytest.mark.parametrize(
    ("query", "headers", "body"),
    [
        ({}, FORM, form(version="1.3", json_data=json.dumps(GET), **LOGIN)),
        ({"version": "1.3"}, FORM, form(json_data=json.dumps(GET), **LOGIN)),
        ({"version": "1.4", "login_mode": "form"}, FORM, form(json_data=json.dumps(GET), **LOGIN)),
        ({"version": "1.3", "json_data": json.dumps(GET)}, (BASIC,), b""),
        ({"version": "1.3", "json_data": json.dumps(GET)}, (BASIC, ("Content-Type", "application/json")), b""),
        ({}, (*FORM, BASIC), form(version="1.3", json_data=json.dumps(GET), **LOGIN)),
        ({"version": "1.0"}, (("Content-type", FORM[0][1]),), form(json_data=json.dumps(GET), **LOGIN)),
        ({"version": "1.0"}, (("content-type", FORM[0][1]),), form(json_data=json.dumps(GET), **LOGIN)),
        ({"version": "1.3"}, (*FORM, BASIC), b'json_data= { "operation": "core/get", "class":"Organization","key":1 }'),
        (
            {"version": "1.3"},
            (*FORM, BASIC),
            b'json_data={"operation":"core/get","class":"Organization","key":1,"c":"!*"}',
        ),
        ({"version": "1.3"}, FORM, form(json_data=json.dumps({**GET, **LOGIN, "version": "9"}), **LOGIN)),
        ({"version": "1.3"}, FORM, form(json_data=json.dumps(GET).replace("/", "\\/"), **LOGIN)),
    ],
    ids=[
        "all in the form",
        "version in the address",
        "login_mode in the address",
        "all in the address, no body",
        "all in the address, a content type for nothing",
        "Basic and form together",
        "Content-type",
        "content-type",
        "json_data not encoded, with a blank before it",
        "json_data not encoded, with ! and *",
        "credentials inside json_data too",
        "slashes escaped",
    ],
)
def test_each_way_to_ask_is_understood(
    itop: Itop, query: Mapping[str, str], headers: tuple[tuple[str, str], ...], body: bytes
) -> None:
    assert send(itop, query, headers, body)["message"] == "Found: 1"


@pytest.mark.parametrize("padding", [0, 100_000, 1_000_000])
def test_a_multipart_form_is_a_form_whatever_its_size(itop: Itop, padding: int) -> None:
    parts = {"version": "1.3", "json_data": json.dumps({**GET, "unused": "x" * padding}), **LOGIN}
    body = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in parts.items()
    )

    answer = send(itop, "", (("Content-Type", "multipart/form-data; boundary=b"),), f"{body}--b--\r\n".encode())

    assert answer["message"] == "Found: 1"


def test_a_plus_in_the_address_is_a_blank(itop: Itop) -> None:
    query = json.dumps({**GET, "key": "SELECT Organization WHERE id = 1"}).replace(" ", "+")

    assert send(itop, f"version=1.3&json_data={query}", (BASIC,))["message"] == "Found: 1"


def test_a_cookie_keeps_nobody_logged_in(itop: Itop) -> None:
    cookie = (*FORM, ("Cookie", "itop-0123=abc"))

    assert send(itop, "version=1.3", cookie, form(json_data=json.dumps(GET)))["code"] == 1


def test_a_bare_json_body_is_no_parameter(itop: Itop) -> None:
    answer = send(itop, "version=1.3", (BASIC, ("Content-Type", "application/json")), json.dumps(GET).encode())

    assert answer == {"code": 3, "message": "Error: Missing parameter 'json_data'"}


# json_data


@pytest.mark.parametrize("key", [1, "1", "SELECT Organization WHERE id = 1", {"name": "My Company/Department"}])
def test_a_key_comes_in_four_forms(itop: Itop, key: Any) -> None:
    assert rest(itop, {**GET, "key": key})["message"] == "Found: 1"


@pytest.mark.parametrize(
    ("key", "message"), [([1], "Error: Wrong format for key"), ({"id": 1}, "Error: id: Unknown attribute")]
)
def test_two_mistakes_of_clients_are_told_as_they_are_used_to(itop: Itop, key: Any, message: str) -> None:
    assert rest(itop, {**GET, "key": key}) == {"code": 100, "message": message}


@pytest.mark.parametrize(("limit", "page"), [(0, 1), ("0", "1"), (None, None)])
def test_limit_and_page_may_be_texts(itop: Itop, limit: Any, page: Any) -> None:
    assert rest(itop, {**GET, "limit": limit, "page": page})["objects"] is not None


@pytest.mark.parametrize("fields", ["*", "*+", "name,code", "name, code", None])
def test_output_fields_come_in_five_forms(itop: Itop, fields: str | None) -> None:
    assert rest(itop, {**GET, "output_fields": fields})["code"] == 0


def test_output_fields_in_a_list_end_in_an_error_of_the_server(itop: Itop) -> None:
    assert http(itop, {**GET, "output_fields": ["id"]}, "rest").status == 500


@pytest.mark.parametrize(
    "request_",
    [
        {"operation": "core/check_credentials", "user": "x", "password": "y"},
        {"operation": "list_operations"},
        {"operation": "core/delete", "class": "Brand", "key": 99, "comment": "c"},
    ],
    ids=lambda request: str(request["operation"]),
)
def test_output_fields_and_comment_are_ignored_where_they_mean_nothing(itop: Itop, request_: dict[str, Any]) -> None:
    assert rest(itop, {**request_, "output_fields": "nope", "comment": "c"})["code"] == 0


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("core/create", {}),
        ("core/update", {"key": 1}),
        ("core/apply_stimulus", {"key": 1, "stimulus": "x"}),
        ("core/delete", {"key": 1}),
    ],
)
def test_whoever_writes_must_comment(itop: Itop, operation: str, more: dict[str, Any]) -> None:
    reply = rest(itop, {"operation": operation, "class": "Organization", "fields": {}, **more})

    assert reply == {"code": 100, "message": "Error: Missing parameter 'comment'"}


@pytest.mark.parametrize("fields", [{}, []])
def test_fields_may_be_an_empty_object_or_phps_empty_array(itop: Itop, fields: Any) -> None:
    assert update(itop, "Organization", 1, fields)["code"] == 0


def test_links_may_name_their_far_end_by_criteria(itop: Itop) -> None:
    trigger = create(itop, "TriggerOnObjectCreate", {"description": "t", "target_class": "Person"})
    links = [{"trigger_id": {"description": "t"}}]
    action = create(
        itop, "ActionEmail", {"name": "a", "from": "a@b.example", "trigger_list": links, "subject": "s", "body": "b"}
    )

    (link,) = read(itop, "ActionEmail", action, "trigger_list")["trigger_list"]

    assert link["trigger_id"] == str(trigger)


def test_a_file_comes_with_its_name_type_and_count(itop: Itop) -> None:
    file = {"data": "aGk=", "filename": "a.txt", "mimetype": "text/plain", "downloads_count": 3}
    document = create(itop, "DocumentFile", {"name": "d", "org_id": 1, "file": file})

    assert read(itop, "DocumentFile", document, "file") == {"file": file}


def test_the_name_of_an_organization_is_read_only_on_persons(itop: Itop) -> None:
    message = "Error: org_name: Attempting to set the value on the read-only attribute Person::org_name"

    assert update(itop, "Person", 1, {"org_name": "x"})["message"] == message


def test_simulating_an_update_writes_all_the_same(itop: Itop) -> None:
    data = {"operation": "core/update", "class": "Organization", "key": 1, "comment": "c", "fields": {"code": "X"}}
    rest(itop, {**data, "simulate": True})

    assert read(itop, "Organization", 1, "code") == {"code": "X"}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ('SELECT Person WHERE name LIKE "My last name"', 1),
        ("SELECT Person WHERE name = 'My last name' AND  first_name = 'x' OR id = 1", 1),
        ("SELECT Person WHERE status IN ('active','inactive')", 1),
        ("SELECT Person WHERE id IN (1,2)", 1),
        ('SELECT UserRequest WHERE start_date >= "2026-01-01"', 0),
        ('SELECT Person WHERE name = "a\\"b\\\\c"', 0),
        ('SELECT SynchroReplica WHERE dest_id=1 AND dest_class="Person"', 0),
    ],
)
def test_queries_of_clients_are_run(itop: Itop, query: str, count: int) -> None:
    cls = query.split()[1]

    assert rest(itop, {**GET, "class": cls, "key": query})["message"] == f"Found: {count}"


# Answers


def test_an_answer_to_reading_has_three_members_and_no_more(itop: Itop) -> None:
    assert list(rest(itop, GET)) == ["code", "message", "objects"]


def test_an_object_has_five_members(itop: Itop) -> None:
    assert rest(itop, GET)["objects"]["Organization::1"] == {
        "code": 0,
        "message": "",
        "class": "Organization",
        "key": "1",
        "fields": {"id": "1"},
    }


def test_an_upserting_client_sees_that_nothing_was_found(itop: Itop) -> None:
    assert rest(itop, {**GET, "key": "SELECT Organization WHERE name = 'x'"}) == {
        "code": 0,
        "message": "Found: 0",
        "objects": None,
    }


def test_the_count_is_of_all_pages(itop: Itop) -> None:
    reply = rest(itop, {**GET, "class": "Brand", "key": "SELECT Brand", "limit": 2, "page": 1})

    assert (reply["message"], len(reply["objects"])) == ("Found: 13", 2)


def test_messages_of_writing_are_null_and_stand_at_the_object(itop: Itop) -> None:
    fields = {"operation": "core/create", "class": "Organization", "comment": "c", "fields": {"name": "x"}}
    made, written = rest(itop, fields), update(itop, "Organization", 1, {"code": "y"})

    assert (made["message"], written["message"]) == (None, None)
    assert made["objects"]["Organization::2"]["message"] == "created"
    assert written["objects"]["Organization::1"]["message"] == "updated"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"simulate": True}, "SIMULATING: Deleted: 1"),
        ({}, "Deleted: 1"),
        ({"key": 99}, "Deleted: 0"),
        ({"key": "SELECT UserRequest WHERE title = 'linked'"}, "Deleted: 1 plus (for DB integrity) 1"),
    ],
)
def test_deletions_are_counted_in_words_that_clients_read(itop: Itop, more: dict[str, Any], message: str) -> None:
    a_ticket(itop)
    a_ticket(itop, title="linked", contacts_list=[{"contact_id": 1}])

    reply = rest(itop, {"operation": "core/delete", "class": "UserRequest", "key": 1, "comment": "c", **more})

    assert reply["message"] == message
    assert all(set(entry["fields"]) == {"id", "friendlyname"} for entry in (reply["objects"] or {}).values())


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("SELECT Organization", "Several items found (2) for query: SELECT Organization"),
        ("SELECT Organization WHERE id = 9", "No item found for query: SELECT Organization WHERE id = 9"),
        ({"name": "x"}, "No item found with criteria: name: x (x)"),
        (99, "Invalid object Organization::99"),
    ],
)
def test_updating_none_or_several_is_told_in_words_that_clients_read(itop: Itop, key: Any, message: str) -> None:
    create(itop, "Organization", {"name": "Second"})

    assert update(itop, "Organization", key, {"code": "x"}) == {"code": 100, "message": f"Error: {message}"}


def test_a_bad_login_comes_with_http_200(itop: Itop) -> None:
    body = form(version="1.3", json_data=json.dumps(GET), auth_user="rest", auth_pwd="wrong")

    assert send(itop, "", FORM, body) == {"code": 1, "message": "Error: Invalid login"}


@pytest.mark.parametrize(("password", "authorized"), [(PASSWORDS["rest"], True), ("x", False)])
def test_credentials_are_told_beside_code_zero(itop: Itop, password: str, *, authorized: bool) -> None:
    reply = rest(itop, {"operation": "core/check_credentials", "user": "rest", "password": password})

    assert reply == {"code": 0, "message": None, "authorized": authorized}


def test_operations_have_three_members_each(itop: Itop) -> None:
    for operation in rest(itop, {"operation": "list_operations"})["operations"]:
        assert list(operation) == ["verb", "description", "extension"]


def test_values_show_as_texts(itop: Itop) -> None:
    ticket = a_ticket(itop)

    shown = read(itop, "UserRequest", ticket, "id", "org_id", "agent_id", "close_date", "description", "public_log")

    assert shown == {
        "id": "1",
        "org_id": "1",
        "agent_id": "0",
        "close_date": "",
        "description": "<p>D</p>",
        "public_log": {"entries": []},
    }


def test_a_class_without_classes_below_has_no_final_class(itop: Itop) -> None:
    assert "finalclass" not in read(itop, "Organization", 1)
    assert read(itop, "Person", 1)["finalclass"] == "Person"


def test_relations_are_a_list_when_there_are_none_and_else_an_object(itop: Itop) -> None:
    server = create(itop, "Server", {"name": "s", "org_id": 1})
    alone = rest(itop, {"operation": "core/get_related", "class": "Server", "key": server, "relation": "impacts"})
    create(itop, "ApplicationSolution", {"name": "a", "org_id": 1, "functionalcis_list": [{"functionalci_id": server}]})
    related = rest(itop, {"operation": "core/get_related", "class": "Server", "key": server, "relation": "impacts"})

    assert (alone["message"], alone["relations"]) == ("Scope: 1; Related objects: Server= 1", [])
    assert related["relations"] == {"Server::1": [{"key": "ApplicationSolution::2"}]}


def test_a_log_entry_has_five_members_oldest_first(itop: Itop) -> None:
    ticket = a_ticket(itop, public_log="first")
    update(itop, "UserRequest", ticket, {"public_log": "second"})

    entries = read(itop, "UserRequest", ticket, "public_log")["public_log"]["entries"]

    assert [entry["message"] for entry in entries] == ["first", "second"]
    assert list(entries[0]) == ["date", "user_login", "user_id", "message", "message_html"]


@pytest.mark.parametrize(
    "cls",
    [
        *("User", "SynchroDataSource", "SynchroAttribute", "SynchroAttExtKey", "SynchroAttLinkSet"),
        *("ModuleInstallation", "RemoteApplicationType", "RemoteApplicationConnection"),
        *("TriggerOnObjectCreate", "TriggerOnObjectUpdate", "ActionWebhook"),
    ],
)
def test_classes_that_tools_look_at_are_there(itop: Itop, cls: str) -> None:
    assert rest(itop, {**GET, "class": cls, "key": f"SELECT {cls}"})["code"] == 0


def test_a_class_that_is_not_there_is_told_so_that_tools_can_skip_it(itop: Itop) -> None:
    reply = rest(itop, {**GET, "class": "Incident", "key": "SELECT Incident"})

    assert reply == {"code": 100, "message": "Error: class: 'Incident' is not a valid class'"}
