"""Whoever has no business at the console gets a clear line, and nothing is done."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import pytest

from tests.webconsole.pair import Console
from tests.webconsole.visitor import FORM, Visitor, let_in

PATHS = ("/", "/wiring", "/sources", "/events", "/message/1", "/text/ours/UserRequest/1/description", "/nowhere")
MOVE = {"amount": "1", "unit": "hours"}


@pytest.fixture
def visitor(console: Console) -> Visitor:
    return let_in(console.address, console.token)


@pytest.mark.parametrize("path", PATHS)
def test_without_the_token_there_is_only_the_door(console: Console, path: str) -> None:
    answer = Visitor(console.address).get(path)

    assert answer.status == 401
    assert "The console asks for its token" in answer.text


@pytest.mark.parametrize("token", ["wrong", "é", ""])
def test_a_wrong_token_is_told_and_lets_nobody_in(console: Console, token: str) -> None:
    answer = Visitor(console.address).get(f"/?{urlencode({'token': token})}")

    assert (answer.status, "Set-Cookie" in answer.headers) == (401, False)
    assert "That is not the token of this run." in answer.text


def test_the_token_can_be_typed_in(console: Console) -> None:
    body = urlencode({"token": console.token}).encode()
    answer = Visitor(console.address).ask("POST", "/login", body, **FORM)

    assert answer.status == 200
    assert "Set-Cookie" in answer.headers


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(console: Console) -> None:
    cookie = Visitor(console.address).get(f"/?token={console.token}").headers["Set-Cookie"]

    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert console.token not in cookie


def test_another_name_of_this_machine_is_not_answered(console: Console, visitor: Visitor) -> None:
    answer = visitor.ask("GET", "/", Host="evil.example")

    assert answer.status == 403
    assert "does not answer to the host name 'evil.example'" in answer.text


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
def test_a_page_of_another_site_can_change_nothing(visitor: Visitor, origin: str) -> None:
    body = urlencode({"form_token": visitor.form_token, "back": "", **MOVE}).encode()
    answer = visitor.ask("POST", "/clock", body, **FORM, Origin=origin)

    assert answer.status == 403
    assert answer.text.startswith(f"Nothing was done: the request comes from a page of {origin!r}")


def test_a_form_that_is_not_the_consoles_can_change_nothing(visitor: Visitor) -> None:
    visitor.form_token = "guessed"
    answer = visitor.send("/clock", **MOVE)

    assert answer.status == 403
    assert answer.text.startswith("Nothing was done: the form is of another run")


def test_reading_never_changes_anything(visitor: Visitor) -> None:
    for path in ("/clock", "/cron/ours", "/way/ours", "/act/ours", "/create/ours"):
        assert visitor.get(path).status == 405


def test_every_answer_forbids_what_a_page_could_do_for_others(console: Console, visitor: Visitor) -> None:
    strangers = Visitor(console.address)
    answers = [visitor.get("/"), visitor.get("/nowhere"), strangers.get("/"), visitor.ask("GET", "/", Host="x.example")]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_no_page_holds_a_script_or_a_style_of_its_own(visitor: Visitor) -> None:
    for path in ("/", "/wiring", "/sources", "/?ours-form=new:UserRequest"):
        text = visitor.get(path).text
        assert "style=" not in text
        assert "onclick" not in text
        assert text.count("<script") == text.count("<script src=")


@pytest.mark.parametrize("name", ["../site.py", "..%2fsite.py", "%2e%2e/site.py", "console.css/..", "htmx.LICENSE"])
def test_no_file_but_those_of_the_console_is_given_out(visitor: Visitor, name: str) -> None:
    assert visitor.get(f"/static/{name}").status == 404


def test_a_form_that_is_too_large_is_told_and_does_nothing(visitor: Visitor) -> None:
    answer = visitor.send("/create/ours", **{"class": "UserRequest", "is.description": "x" * 2**20})

    assert answer.status == 413
    assert answer.text == "Nothing was done: more than 1 MiB was sent. Go back: your text is still there.\n"
    assert "No tickets yet." in visitor.get("/").text


@pytest.mark.parametrize("body", [b"\xff\xfe", b"&".join(b"a=1" for _ in range(600))])
def test_what_is_no_form_is_told_and_does_nothing(visitor: Visitor, body: bytes) -> None:
    answer = visitor.ask("POST", "/clock", body, **FORM)

    assert (answer.status, answer.text) == (400, "Nothing was done: that is no form of the console.\n")


def test_secrets_stay_masked(console: Console, visitor: Visitor) -> None:
    console.pair.ours({"operation": "core/check_credentials", "user": "admin", "password": "admin"})
    seq = console.pair.journal()[-1]["seq"]

    assert "Rest-passw0rd" not in visitor.get(f"/?message={seq}").text
    assert "Rest-passw0rd" not in visitor.get(f"/message/{seq}").text
    assert "******" in visitor.get(f"/message/{seq}").text
    assert "Partner-passw0rd" not in visitor.get("/wiring").text


def test_the_cookie_of_another_console_lets_nobody_in(console: Console) -> None:
    """Browsers send it to all ports of a host name: each console has its own name for it, and each run a new one."""
    given = Visitor(console.address).get(f"/?token={console.token}").headers["Set-Cookie"].partition(";")[0]
    name, _, session = given.partition("=")

    assert name.endswith(f"_{urlsplit(console.address).port}")
    assert Visitor(console.address, cookie=f"fake_itop_console_1={session}").get("/").status == 401
    assert Visitor(console.address, cookie=f"{name}={'x' * len(session)}").get("/").status == 401
