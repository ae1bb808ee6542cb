"""Ways to log in, and which comes first (recordings ``auth``; clients, "Login and parameters")."""

from __future__ import annotations

import base64
import json
import tomllib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest

from fake_itop.access import InstanceSettings
from fake_itop.itop.instance import Itop
from fake_itop.values.http import HttpReply, HttpRequest
from tests.helpers import FORM, an_itop, finish, rest, update

SETTINGS = """
users = [
  { login = "rest", password = "Rest-passw0rd!", profiles = ["Administrator", "REST Services User"] },
  { login = "norest", password = "Norest-passw0rd!", profiles = ["Administrator"] },
  { login = "portal", password = "Portal-passw0rd!", profiles = ["Portal user", "REST Services User"] },
  { login = "app", class = "UserToken", token = "a-token", profiles = ["Administrator", "REST Services User"] },
  { login = "colon", password = "a:b", profiles = ["REST Services User"] },
]
"""
GOOD = {"auth_user": "rest", "auth_pwd": "Rest-passw0rd!"}
BAD = {"auth_user": "rest", "auth_pwd": "wrong"}
IN, OUT = "Operations: 7", "Error: Invalid login"


@pytest.fixture
def itop() -> Itop:
    return an_itop(InstanceSettings.of(tomllib.loads(SETTINGS)))


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def ask(
    itop: Itop,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
) -> HttpReply:
    body = urlencode({"json_data": '{"operation":"list_operations"}', **(form or {})}).encode()
    target = "/webservices/rest.php?" + urlencode({"version": "1.3", **(query or {})})
    return finish(itop.handle(HttpRequest("POST", target, (*FORM, *(headers or {}).items()), body)))


def message(reply: HttpReply) -> Any:
    return json.loads(reply.body)["message"]


@pytest.mark.parametrize("login", ["rest", "REST", "Rest", "rest "])
def test_a_login_is_compared_as_the_database_does(itop: Itop, login: str) -> None:
    assert message(ask(itop, {"auth_user": login, "auth_pwd": "Rest-passw0rd!"})) == IN


@pytest.mark.parametrize("password", ["rest-passw0rd!", "Rest-passw0rd! ", "", "wrong"])
def test_a_password_is_compared_to_the_letter(itop: Itop, password: str) -> None:
    assert message(ask(itop, {"auth_user": "rest", "auth_pwd": password})) == OUT


@pytest.mark.parametrize("form", [{}, {"auth_user": "rest"}, {"auth_pwd": "Rest-passw0rd!"}, {"auth_user": "ghost"}])
def test_who_is_not_known_is_not_let_in(itop: Itop, form: dict[str, str]) -> None:
    assert message(ask(itop, form)) == OUT


def test_credentials_in_the_address_count_for_nothing(itop: Itop) -> None:
    assert message(ask(itop, query=GOOD)) == OUT


@pytest.mark.parametrize(
    ("headers", "form", "expected"),
    [
        (basic("rest", "Rest-passw0rd!"), {}, IN),
        (basic("rest", "Rest-passw0rd!"), BAD, IN),
        (basic("rest", "wrong"), GOOD, OUT),
        ({**basic("rest", "Rest-passw0rd!"), "Auth-Token": "bad"}, {}, IN),
        ({"Auth-Token": "a-token"}, {}, IN),
        ({"Auth-Token": "bad"}, GOOD, OUT),
        ({}, {"auth_token": "a-token"}, IN),
        ({}, {"auth_token": "bad", **GOOD}, OUT),
        ({"Auth-Token": ""}, GOOD, IN),
        ({"Authorization": "Bearer x"}, GOOD, IN),
    ],
)
def test_basic_beats_a_token_and_a_token_the_form(
    itop: Itop, headers: dict[str, str], form: dict[str, str], expected: str
) -> None:
    assert message(ask(itop, form, headers)) == expected


@pytest.mark.parametrize(
    ("mode", "form", "headers", "expected"),
    [
        ("form", GOOD, basic("rest", "wrong"), IN),
        ("basic", GOOD, {}, OUT),
        ("token", {"auth_token": "a-token"}, basic("rest", "wrong"), IN),
        ("nope", GOOD, {}, OUT),
    ],
)
def test_a_login_mode_lets_no_other_way_count(
    itop: Itop, mode: str, form: dict[str, str], headers: dict[str, str], expected: str
) -> None:
    assert message(ask(itop, form, headers, {"login_mode": mode})) == expected


def test_a_forced_token_that_is_not_there_is_told_in_plain_text(itop: Itop) -> None:
    reply = ask(itop, GOOD, query={"login_mode": "token"})

    assert reply.body == b"login_mode 'token' forced without any token passed"
    assert dict(reply.headers)["Content-Type"].startswith("text/html")


def test_a_basic_password_ends_at_its_colon(itop: Itop) -> None:
    assert message(ask(itop, {"auth_user": "colon", "auth_pwd": "a:b"})) == IN
    assert message(ask(itop, headers=basic("colon", "a:b"))) == OUT


def test_the_profile_for_rest_is_needed(itop: Itop) -> None:
    expected = (
        "Error: This user is not authorized to use the web services. "
        "(The profile REST Services User is required to access the REST web services)"
    )
    assert message(ask(itop, {"auth_user": "norest", "auth_pwd": "Norest-passw0rd!"})) == expected


def test_a_portal_user_is_not_let_in_whatever_else_the_profiles_say(itop: Itop) -> None:
    reply = ask(itop, {"auth_user": "portal", "auth_pwd": "Portal-passw0rd!"})

    assert json.loads(reply.body) == {"code": 1, "message": "Error: Portal user is not allowed"}


def test_the_login_is_checked_before_anything_else(itop: Itop) -> None:
    assert message(ask(itop, {**BAD, "json_data": "", "version": "9"})) == OUT


@pytest.mark.parametrize(("login", "is_token"), [("norest", False), ("app", True)])
def test_a_disabled_user_is_not_let_in(itop: Itop, login: str, *, is_token: bool) -> None:
    key, cls = (4, "UserToken") if is_token else (2, "UserLocal")
    update(itop, cls, key, {"status": "disabled"})
    form = {"auth_token": "a-token"} if is_token else {"auth_user": login, "auth_pwd": "Norest-passw0rd!"}

    assert message(ask(itop, form)) == OUT


def test_a_new_profile_counts_from_the_next_request_on(itop: Itop) -> None:
    profile = "SELECT URP_Profiles WHERE name = 'REST Services User'"
    link = {"userid": 2, "profileid": profile}
    rest(itop, {"operation": "core/create", "class": "URP_UserProfile", "comment": "c", "fields": link})

    assert message(ask(itop, {"auth_user": "norest", "auth_pwd": "Norest-passw0rd!"})) == IN


@pytest.mark.parametrize(
    ("user", "password", "authorized"),
    [("rest", "Rest-passw0rd!", True), ("norest", "Norest-passw0rd!", True), ("rest", "x", False), ("", "", False)],
)
def test_checking_credentials_asks_for_no_profile(itop: Itop, user: str, password: str, *, authorized: bool) -> None:
    reply = rest(itop, {"operation": "core/check_credentials", "user": user, "password": password})

    assert reply == {"code": 0, "message": None, "authorized": authorized}
