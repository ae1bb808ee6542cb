"""Mistakes of many kinds, each a small change of the working wiring, and what the doctor calls them."""

import json
import tomllib
from typing import Any

import pytest

from fake_itop.access import InstanceSettings
from fake_itop.doctor import Severity
from tests.doctor.patients import changed, codes, findings_of

Change = dict[str, Any]
BY_USER = "SELECT UserRequest WHERE remote_ticketid > 0 AND :current_user->login"
KEY = '"$this->remote_ticketid$"'


def put(of: str, **values: Any) -> Change:
    return {"of": of, "set": values}


def left_out(of: str, *attributes: str) -> Change:
    return {"of": of, "remove": list(attributes)}


def swapped(of: str, old: str, new: str) -> Change:
    return {"of": of, "replace": {"payload": {old: new}}}


def actions(*names: str) -> list[Change]:
    return [{"action_id": f"SELECT ActioniTopWebhook WHERE name='{name}'", "order": n} for n, name in enumerate(names)]


MISTAKES: dict[str, tuple[list[Change], str]] = {
    "our trigger hears webhooks": ([left_out("Private log updated", "context")], "FD102"),
    "the guard names nobody's login": (
        [left_out("Public log updated", "context"), put("Public log updated", filter=f"{BY_USER} != 'x'")],
        "FD102",
    ),
    "the guard lets in whom it should leave out": (
        [left_out("Public log updated", "context"), put("Public log updated", filter=f"{BY_USER} = 'partner_rest'")],
        "FD102",
    ),
    "both hear webhooks": (
        [left_out("Public log updated", "context"), left_out("Private log updated", "context")],
        "FD101",
    ),
    "the trigger hears programs alone": ([put("Public log updated", context="REST/JSON")], "FD102"),
    "the partner's own id as key": ([swapped("feedback", KEY, '"$this->id$"')], "FD504"),
    "their id compared with what holds ours": (
        [swapped("push", KEY, '"SELECT UserRequest WHERE remote_ticketid = $this->remote_ticketid$"')],
        "FD504",
    ),
    "criteria with the same": ([swapped("push", KEY, '{"remote_ticketid": "$this->remote_ticketid$"}')], "FD504"),
    "one fixed ticket": ([swapped("push", KEY, '"1"')], "FD504"),
    "our id is not sent along": ([swapped("transfer", ',\n    "remote_ticketid": "$this->id$"', "")], "FD503"),
    "nobody reads the answer": ([left_out("transfer", "process_response_callback")], "FD503"),
    "the callback in another case": ([put("transfer", process_response_callback="$this->setExternalID")], "FD601"),
    "the callback as a static one": (
        [put("transfer", process_response_callback="UserRequest::SetExternalID")],
        "FD601",
    ),
    "a stimulus that is misspelt": ([swapped("resolve", "ev_partnerupdate", "ev_partnerupdat")], "FI225"),
    "nothing for tickets that were taken back": ([put("Resolved", action_list=actions("resolve"))], "FD402"),
    "the solution without its guard": ([swapped("solution only", " AND status != 'pending_partner'", "")], "FD203"),
    "solutions of any ticket": ([left_out("Resolved", "filter")], "FD103"),
    "the other log's entry": ([swapped("push", "head(private_log)", "head(public_log)")], "FD201"),
    "any change pushes": ([left_out("Private log updated", "target_attcodes")], "FD201"),
    "the partner watches both logs": ([put("Public log updated", target_attcodes="public_log,private_log")], "FD201"),
    "a log as a table": ([swapped("push", "head(private_log)", "html(private_log)")], "FD202"),
    "the description with the log in it": (
        [swapped("transfer", "$this->description$", "$this->description$ $this->private_log$")],
        "FD202",
    ),
    "the partner's private log as solution": ([swapped("resolve", "$this->solution$", "$this->private_log$")], "FD701"),
    "a transfer as soon as somebody has it": ([put("Pending partner", state="assigned")], "FD401"),
    "a transfer of what was transferred": (
        [put("Pending partner", filter="SELECT UserRequest WHERE remote_ticketid > 0")],
        "FD105",
    ),
    "a push that creates": ([swapped("push", "core/update", "core/create")], "FD501"),
    "our connection leads to us": ([put("To partner", url="{{ours.url}}")], "FD310"),
    "another password": ([put("To partner", auth_pwd="wrong")], "FD302"),
    "no user of the REST API": ([put("To us", auth_user="admin", auth_pwd="admin")], "FD303"),
    "another page of the other iTop": ([put("To us", url="{{ours.root}}")], "FD308"),
    "a version that there is not": ([put("To us", version="9.9")], "FD307"),
    "a method without a body": ([put("push", method="get")], "FD307"),
    "an organisation that is not there": ([swapped("transfer", "name = 'Combodo'", "name = 'Comboda'")], "FD305"),
    "an id of nobody": ([swapped("transfer", "\"SELECT Organization WHERE name = 'Combodo'\"", '"999"')], "FD305"),
    "a caller that is not there": ([swapped("transfer", '"Support"', '"Suport"')], "FD305"),
    "a query in small letters": ([swapped("transfer", "WHERE name", "where name")], "FI211"),
    "a class that there is not": ([swapped("push", '"UserRequest"', '"UserRequests"')], "FI204"),
    "a placeholder that there is not": ([swapped("transfer", "$this->title$", "$this->tittle$")], "FI301"),
    "output of what there is not": ([swapped("push", "id, friendlyname", "id, friendly")], "FI227"),
    "no key": ([swapped("resolve", f'  "key": {KEY},\n', "")], "FI203"),
    "no comment": ([swapped("push", '  "comment": "Ticket update by Combodo",\n', "")], "FI203"),
    "a placeholder without quotes": ([swapped("push", KEY, "$this->remote_ticketid$")], "FI104"),
    "a trigger of another class": ([put("Private log updated", target_class="Incident")], "FD001"),
    "a filter with a typing error": (
        [put("Private log updated", filter="SELECT UserRequest WHERE remot > 0")],
        "FD001",
    ),
    "a filter for what cannot be": (
        [put("Private log updated", filter="SELECT UserRequest WHERE remote_ticketid < 0")],
        "FD105",
    ),
    "a header for JSON over a form": ([put("push", headers="Content-type: application/json")], "FD307"),
    "a key in an attribute that nobody fills": ([swapped("push", "$this->remote_ticketid$", "$this->ref$")], "FD503"),
}

RIGHT: dict[str, list[Change]] = {
    "guarded by who acts": [
        left_out("Public log updated", "context"),
        left_out("Private log updated", "context"),
        put("Public log updated", filter=f"{BY_USER} != 'partner_rest'"),
        put("Private log updated", filter=f"{BY_USER} NOT IN ('partner_rest', 'robot')"),
    ],
    "one side guarded by who acts": [
        left_out("Private log updated", "context"),
        put("Private log updated", filter=f"{BY_USER} != 'partner_rest'"),
    ],
    "found by what holds our id": [swapped("push", KEY, '"SELECT UserRequest WHERE remote_ticketid = $this->id$"')],
    "found by criteria": [swapped("push", KEY, '{"remote_ticketid": "$this->id$"}')],
    "more contexts": [put("Private log updated", context="GUI:Console,GUI:Portal")],
    "other names": [put("push", name="to them"), put("Private log updated", action_list=actions("to them"))],
    "asynchronous": [put("push", asynchronous="yes")],
    "a trigger of the class above": [put("Private log updated", target_class="Ticket")],
    "REST too, but not the partner": [
        put("Private log updated", context="GUI:Console,REST/JSON", filter=f"{BY_USER} != 'partner_rest'")
    ],
    "only while the partner has it": [
        put("Private log updated", filter="SELECT UserRequest WHERE remote_ticketid > 0 AND status = 'pending_partner'")
    ],
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_an_error(name: str) -> None:
    changes, code = MISTAKES[name]

    assert code in codes(findings_of(changed(*changes)))


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_is_no_error(name: str) -> None:
    assert codes(findings_of(changed(*RIGHT[name]))) == set()


def test_a_user_without_the_profile_that_the_payload_needs_is_told() -> None:
    text = "\n".join(
        f'[[users]]\nlogin = "{login}"\npassword = "{password}"\nprofiles = {json.dumps(profiles)}'
        for login, password, profiles in (
            ("admin", "admin", ["Administrator"]),
            ("rest", "Rest-passw0rd!", ["Administrator", "REST Services User"]),
            ("partner_rest", "Partner-passw0rd!", ["Configuration Manager", "REST Services User"]),
        )
    )

    found = findings_of("working", settings=InstanceSettings.of(tomllib.loads(text)))

    assert "FD304" in codes(found)


def test_a_user_who_may_not_see_the_organisation_finds_nothing() -> None:
    text = """
        [[users]]
        login = "rest"
        password = "Rest-passw0rd!"
        profiles = ["Administrator", "REST Services User"]
        [[users]]
        login = "partner_rest"
        password = "Partner-passw0rd!"
        profiles = ["Support Agent", "REST Services User"]
        allowed_orgs = [1]
    """

    found = findings_of("working", settings=InstanceSettings.of(tomllib.loads(text)))

    assert "FD305" in codes(found)


def test_an_action_that_is_tested_without_a_connection_is_told() -> None:
    assert "FD004" in codes(findings_of(changed(put("push", status="test"))), Severity.WARNING)
