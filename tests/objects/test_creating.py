"""New objects: what is refused, in which words, and what they hold (recordings ``create`` and ``other_class``)."""

from __future__ import annotations

from typing import Any

import pytest

from fake_itop.itop.instance import Itop
from tests.helpers import a_ticket, create, http, read, refusal, rest

TICKET = {"org_id": 1, "caller_id": 1, "title": "T", "description": "D"}


def ticket_refusal(itop: Itop, **fields: Any) -> str:
    """Why a ticket is refused, without the list of issues behind it."""
    return refusal(itop, "UserRequest", {**TICKET, **fields}).partition(": issues = ")[0]


@pytest.mark.parametrize(
    ("fields", "label", "code"),
    [
        ({"title": ""}, "Title", "title"),
        ({"org_id": 0}, "Organization", "org_id"),
        ({"impact": ""}, "Impact", "impact"),
        ({"remote_ticketid": ""}, "Remote ticket id", "remote_ticketid"),
    ],
)
def test_what_is_mandatory_may_not_be_empty(itop: Itop, fields: dict[str, Any], label: str, code: str) -> None:
    assert (
        ticket_refusal(itop, **fields) == f"Error: Unexpected value for attribute '{label}' ({code}) : Null not allowed"
    )


def test_a_refusal_lists_all_issues_and_counts_them(itop: Itop) -> None:
    title = "Unexpected value for attribute 'Title' (title) : Null not allowed"
    impact = "Unexpected value for attribute 'Impact' (impact) : Value not allowed [9]"

    message = refusal(itop, "UserRequest", {**TICKET, "title": "", "impact": 9})

    assert message == f"Error: {title}, {impact}: issues = {{0=>{title}; 1=>{impact}}}, class = UserRequest, id = -1"


def test_blanks_are_a_title(itop: Itop) -> None:
    assert read(itop, "UserRequest", a_ticket(itop, title="   "), "title") == {"title": "   "}


@pytest.mark.parametrize(("given", "kept"), [(12, "12"), (True, "1"), (False, None), (1.5, "1.5")])
def test_a_text_is_made_of_numbers_and_truth_values_as_php_does(itop: Itop, given: Any, kept: str | None) -> None:
    if kept is None:
        assert ticket_refusal(itop, title=given).endswith("Null not allowed")
    else:
        assert read(itop, "UserRequest", a_ticket(itop, title=given), "title") == {"title": kept}


@pytest.mark.parametrize(("code", "given"), [("title", {"a": 1}), ("org_id", ""), ("service_id", "")])
def test_an_object_where_text_belongs_and_an_empty_key_break_a_real_itop(itop: Itop, code: str, given: Any) -> None:
    fields = {**TICKET, code: given}

    reply = http(itop, {"operation": "core/create", "class": "UserRequest", "comment": "c", "fields": fields})

    assert reply.status == 500


def test_a_list_where_text_belongs_is_the_word_that_php_has_for_it(itop: Itop) -> None:
    assert read(itop, "UserRequest", a_ticket(itop, title=["x"]), "title") == {"title": "Array"}


def test_a_plain_text_is_not_made_of_a_number(itop: Itop) -> None:
    said = "Expected the attribute value to be a string: found_type = integer, value = 5, class = {}, attribute = {}"
    service = {"name": "S", "org_id": 1}

    assert refusal(itop, "Service", {**service, "description": 5}) == f"Error: {said.format('Service', 'description')}"
    oql = {"name": "Q", "description": 5, "oql": "SELECT Person"}
    assert refusal(itop, "QueryOQL", oql) == f"Error: {said.format('Query', 'description')}"


def test_a_class_names_the_attributes_that_it_inherits_itself(itop: Itop) -> None:
    message = refusal(itop, "Person", {"first_name": "F", "org_id": 1})

    assert message.startswith("Error: Unexpected value for attribute 'Last Name' (name) : Null not allowed")


def test_dates_of_a_ticket_may_be_given_when_it_is_made(itop: Itop) -> None:
    ticket = a_ticket(itop, last_update="2024-05-06 07:08:09")

    assert read(itop, "UserRequest", ticket, "last_update") == {"last_update": "2024-05-06 07:08:09"}


def test_a_mandatory_date_that_begins_with_now_may_be_left_empty(itop: Itop) -> None:
    team = create(itop, "Team", {"name": "T", "org_id": 1})
    order = create(itop, "WorkOrder", {"name": "W", "description": "d", "team_id": team, "start_date": ""})

    assert read(itop, "WorkOrder", order, "start_date") == {"start_date": itop.clock.sql_now()}


def test_an_attachment_may_have_no_contents(itop: Itop) -> None:
    attachment = create(itop, "Attachment", {"item_class": "UserRequest"})

    assert read(itop, "Attachment", attachment, "contents")["contents"]["data"] == ""


@pytest.mark.parametrize(
    ("cls", "fields"),
    [
        ("ActionEmail", {"name": "A", "from": "f", "subject": "s", "body": "b"}),
        ("UserLocal", {"login": "l", "password": "Abc123!xy"}),
    ],
)
def test_a_language_is_one_that_itop_speaks(itop: Itop, cls: str, fields: dict[str, Any]) -> None:
    assert "'Language' (language) : Value not allowed [XX YY]" in refusal(itop, cls, {**fields, "language": "XX YY"})


def test_the_payload_is_complained_of_before_single_values(itop: Itop) -> None:
    message = refusal(itop, "ActionWebhook", {"name": "", "payload": "{", "remoteapplicationconnection_id": 0})

    assert message.startswith("Error: Invalid JSON format for Payload, Unexpected value for attribute 'Name' (name)")


def test_a_trigger_without_a_class_is_not_told_of_its_value_too(itop: Itop) -> None:
    message = refusal(itop, "TriggerOnObjectCreate", {"description": "T", "target_class": ""})

    assert message.startswith("Error: Unexpected value for attribute 'Target class' (target_class) : Null not allowed:")


def test_a_text_is_counted_in_characters_against_its_column(itop: Itop) -> None:
    a_ticket(itop, title="ü" * 255)

    assert ticket_refusal(itop, title="ü" * 256).endswith("String too long (found 256, limited to 255)")


@pytest.mark.parametrize("code", ["nope", "Title", "id"])
def test_only_an_attribute_by_its_very_name_is_known(itop: Itop, code: str) -> None:
    assert ticket_refusal(itop, **{code: 1}) == f"Error: {code}: Unknown attribute"


@pytest.mark.parametrize("code", ["friendlyname", "org_name", "operational_status", "sla_tto_passed"])
def test_what_is_worked_out_is_read_only(itop: Itop, code: str) -> None:
    text = f"Error: {code}: Attempting to set the value on the read-only attribute UserRequest::{code}"

    assert ticket_refusal(itop, **{code: "x"}) == text


def test_the_final_class_may_be_given_and_counts_for_nothing(itop: Itop) -> None:
    assert read(itop, "UserRequest", a_ticket(itop, finalclass="Change"), "finalclass") == {"finalclass": "UserRequest"}


def test_a_class_that_stands_alone_knows_no_final_class(itop: Itop) -> None:
    message = refusal(itop, "Organization", {"name": "O", "finalclass": "Organization"})

    assert message == "Error: finalclass: Unknown attribute"


def test_a_stop_watch_may_be_given_and_counts_for_nothing(itop: Itop) -> None:
    assert read(itop, "UserRequest", a_ticket(itop, tto="<i>x</i>"), "tto") == {"tto": "0"}


def test_fields_in_a_list_go_by_their_places(itop: Itop) -> None:
    reply = rest(itop, {"operation": "core/create", "class": "UserRequest", "comment": "c", "fields": [["title", "x"]]})

    assert reply == {"code": 100, "message": "Error: 0: Unknown attribute"}


def test_the_first_attribute_that_is_refused_ends_the_request(itop: Itop) -> None:
    assert ticket_refusal(itop, nope=1, org_name="x") == "Error: nope: Unknown attribute"


# External keys


@pytest.fixture
def several(itop: Itop) -> None:
    create(itop, "Organization", {"name": "Second"})


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (None, "Wrong format for key"),
        ([], "Wrong format for key"),
        (-2, "Invalid object Organization::-2"),
        ("99", "Invalid object Organization::99"),
        ("Two Words", "Unexpected token NAME - found 'Words' at 4 in 'Two Words'"),
        ("SELECT Organization", "Several items found (2) for query: SELECT Organization"),
        ("SELECT Organization WHERE id = 9", "No item found for query: SELECT Organization WHERE id = 9"),
        ({"name": "Ghost"}, "No item found with criteria: name: Ghost (Ghost)"),
        ({"status": "active"}, "Several items found (2) with criteria: status: active (active)"),
        ({"nope": 1}, "nope: Unknown attribute"),
    ],
)
@pytest.mark.usefixtures("several")
def test_a_key_must_mean_exactly_one_object(itop: Itop, key: Any, text: str) -> None:
    assert ticket_refusal(itop, org_id=key) == f"Error: org_id: {text}"


@pytest.mark.parametrize("key", [1, "1", "SELECT Organization WHERE id = 1", {"name": "my company/department"}])
def test_a_key_is_an_id_a_query_or_criteria(itop: Itop, key: Any) -> None:
    assert read(itop, "UserRequest", a_ticket(itop, org_id=key), "org_id") == {"org_id": "1"}


@pytest.mark.parametrize(
    ("cls", "text"), [("Team", "'Team' is not a child class of 'Person'"), ("Nope", "Unknown class 'Nope'")]
)
def test_criteria_may_narrow_the_class_but_not_leave_it(itop: Itop, cls: str, text: str) -> None:
    refused = ticket_refusal(itop, caller_id={"finalclass": cls, "name": "x"})

    assert refused == f"Error: caller_id: finalclass: {text}"


# Enums, dates, addresses


@pytest.mark.parametrize("code", ["status", "impact", "urgency", "request_type"])
def test_a_code_must_be_in_the_list(itop: Itop, code: str) -> None:
    assert ticket_refusal(itop, **{code: "nope"}).endswith(f"({code}) : Value not allowed [nope]")


def test_a_date_in_another_form_is_refused_when_it_is_read(itop: Itop) -> None:
    text = 'Error: start_date: Wrong format for date attribute start_date, expecting "Y-m-d H:i:s" and got "03/02/2024"'

    assert ticket_refusal(itop, start_date="03/02/2024") == text


def test_a_day_that_no_calendar_has_is_refused_by_the_database(itop: Itop) -> None:
    reply = rest(
        itop,
        {
            "operation": "core/create",
            "class": "UserRequest",
            "comment": "c",
            "fields": {**TICKET, "start_date": "2024-02-30 00:00:00"},
        },
    )

    assert reply["code"] == 1292
    assert "mysql_errno = 1292" in reply["message"]


@pytest.mark.parametrize(("number", "code"), [(2**31 - 1, 0), (-(2**31), 0), (2**31, 1264), ("99999999999", 1264)])
def test_a_number_that_its_column_has_no_room_for_is_refused_by_the_database(
    itop: Itop, number: Any, code: int
) -> None:
    fields = {**TICKET, "remote_ticketid": number}
    reply = rest(itop, {"operation": "core/create", "class": "UserRequest", "comment": "c", "fields": fields})

    assert reply["code"] == code
    if code:
        assert reply["message"].startswith("Error: Failed to issue SQL query: query = ")
        assert reply["message"].endswith("Out of range value for column 'remote_ticketid' at row 1")


def test_what_is_no_address_has_the_wrong_format(itop: Itop) -> None:
    message = refusal(itop, "Server", {"name": "s", "org_id": 1, "managementip": "999.1.1.1"})

    assert message.startswith(
        "Error: Unexpected value for attribute 'Management IP' (managementip) : Wrong format [999.1.1.1]: issues"
    )


# Rules of classes


def test_two_objects_are_linked_once_where_the_relation_allows_no_more(itop: Itop) -> None:
    team = create(itop, "Team", {"name": "Helpdesk", "org_id": 1})
    link = {"person_id": 1, "team_id": team}
    create(itop, "lnkPersonToTeam", link)

    text = "Error: Team: Helpdesk is already linked to Person: My first name My last name, duplicates are not allowed"

    assert refusal(itop, "lnkPersonToTeam", link).startswith(text)


USER = {"login": "new", "password": "Newuser-1!", "profile_list": [{"profileid": 5}]}


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        (
            {"password": "short"},
            "Password must be at least 8 characters and include uppercase, lowercase, numeric and special characters.",
        ),
        ({"profile_list": []}, "At least one profile must be assigned to this user."),
        ({"login": "REST"}, 'Login must be unique - "REST" is already being used.'),
    ],
)
def test_a_user_needs_a_strong_password_a_free_login_and_a_profile(
    itop: Itop, changed: dict[str, Any], text: str
) -> None:
    assert refusal(itop, "UserLocal", {**USER, **changed}).startswith(f"Error: {text}: issues = ")


def test_an_attachment_needs_its_bytes(itop: Itop) -> None:
    fields = {"item_class": "UserRequest", "item_id": a_ticket(itop), "contents": {"mimetype": "text/plain"}}

    assert "'Contents' (contents) : Null not allowed" in refusal(itop, "Attachment", fields)
