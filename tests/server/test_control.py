"""The control API: what it does, and how it refuses."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from fake_itop.notifications import Mail
from fake_itop.server.listening import ListenAddress
from tests.network.stub import StubItop, post
from tests.server.conftest import TOKEN, Running, Start

KEY = {"X-Fake-Itop-Token": TOKEN}


@pytest.fixture
async def ours(start: Start) -> Any:
    itop = StubItop()
    running = await start(lambda _: {"ours": itop})
    running.itop = itop
    return running


async def call(running: Running, name: str, *, method: str = "POST", body: Any = b"", headers: Any = KEY) -> Any:
    url = running.places["ours"].control_url + name
    async with running.http.request(method, url, data=body, headers=headers) as response:
        assert response.content_type == "application/json"
        assert "Access-Control-Allow-Origin" not in response.headers
        return response.status, await response.json()


@pytest.mark.parametrize("name", ["live", "ready"])
async def test_whether_it_lives_and_is_ready_may_be_asked_without_token(ours: Any, name: str) -> None:
    assert await call(ours, name, method="GET", headers={}) == (200, {name: True})


async def test_reset_goes_back_to_the_start(ours: Any) -> None:
    await ours.post("ours", b"one")
    await ours.control("ours", "clock", {"advance": 60})

    assert await ours.control("ours", "reset") == (200, {})
    assert ours.itop.written == []
    assert (await ours.control("ours", "clock", {"advance": 0}))[1] == {"now": "2026-11-24 12:00:00"}
    assert (await ours.control("ours", "journal", method="GET"))[1]["messages"] == []


async def test_the_journal_can_be_asked_for_some_kinds_of_rows(ours: Any) -> None:
    ours.itop.notes = [Mail("a@b.c", "", ("d@e.f",), (), (), "", "Subject", "<p>Body</p>", "normal")]
    await ours.post("ours", b"one")

    _, answer = await ours.control("ours", "journal?kind=mail,log", method="GET")
    assert [(row["kind"], row["act"]["from"], row["act"]["to"]) for row in answer["messages"]] == [
        ("mail", "a@b.c", ["d@e.f"])
    ]
    status, answer = await ours.control("ours", "journal?kind=nope", method="GET")
    assert (status, answer["error"][:19]) == (400, "unknown kind 'nope'")


async def test_a_snapshot_is_gone_back_to_as_often_as_wanted_with_clock_and_journal(ours: Any) -> None:
    await ours.post("ours", b"one")
    await ours.control("ours", "clock", {"set": "2027-01-01T00:00:00"})
    assert await ours.control("ours", "snapshot", {"name": "s"}) == (200, {"name": "s"})
    for _ in range(2):
        await ours.post("ours", b"two")
        await ours.control("ours", "clock", {"advance": 60})

        assert await ours.control("ours", "restore", {"name": "s"}) == (200, {"name": "s"})
        assert ours.itop.written == [b"one"]
        assert (await ours.control("ours", "clock", {"advance": 0.5}))[1] == {"now": "2027-01-01 00:00:00"}
        assert [row["body"] for row in (await ours.control("ours", "journal", method="GET"))[1]["messages"]] == ["one"]


async def test_a_snapshot_outlives_a_reset(ours: Any) -> None:
    await ours.post("ours", b"one")
    await ours.control("ours", "snapshot", {"name": "s"})
    await ours.control("ours", "reset")
    await ours.control("ours", "restore", {"name": "s"})

    assert ours.itop.written == [b"one"]


async def test_a_person_acts_at_the_console(ours: Any) -> None:
    act = {"login": "admin", "class": "UserRequest", "key": 1, "stimulus": "ev_assign", "fields": {"agent_id": 3}}

    assert await ours.control("ours", "console", act) == (200, {"state": "assigned", "error": ""})
    assert ours.itop.written == [b"admin UserRequest 1 ev_assign {'agent_id': 3}"]


async def test_a_person_may_act_elsewhere_than_in_the_console(ours: Any) -> None:
    act = {"login": "admin", "class": "UserRequest", "key": 1}
    await ours.control("ours", "console", {**act, "context": "GUI:Portal"})

    assert ours.itop.written == [b"admin UserRequest 1 - {}GUI:Portal"]
    status, answer = await ours.control("ours", "console", {**act, "context": "GUI:Nope"})
    assert (status, answer["error"]) == (
        400,
        "context is 'GUI:Nope'; right would be one of REST/JSON, GUI:Console, GUI:Portal, CRON, Synchro, Setup",
    )


async def test_stimulus_and_fields_may_be_left_out_at_the_console(ours: Any) -> None:
    await ours.control("ours", "console", {"login": "admin", "class": "UserRequest", "key": "1"})

    assert ours.itop.written == [b"admin UserRequest 1 - {}"]


async def test_cron_says_how_many_webhooks_it_sent(ours: Any) -> None:
    assert await ours.control("ours", "cron") == (200, {"sent": 0})


async def test_the_journal_is_the_instances_or_the_pairs(start: Start) -> None:
    def wired(places: Mapping[str, ListenAddress]) -> Any:
        hooks = lambda body: [] if body == b"hook" else [post(places["partner"].rest_url, b"hook")]  # noqa: E731
        return {"ours": StubItop(hooks), "partner": StubItop()}

    running = await start(wired, names=("ours", "partner"))
    await running.post("ours")
    numbers = {}
    for query in ("", "?scope=instance", "?scope=pair"):
        answer = (await running.control("ours", f"journal{query}", method="GET"))[1]
        numbers[query] = [row["seq"] for row in answer["messages"]]

    assert numbers == {"": [1, 2], "?scope=instance": [1, 2], "?scope=pair": [1, 2, 3]}


@pytest.mark.parametrize(
    ("headers", "error"),
    [
        ({}, "header X-Fake-Itop-Token is missing; the token stands in the READY line"),
        ({"X-Fake-Itop-Token": "nope"}, "header X-Fake-Itop-Token is wrong; the token stands in the READY line"),
        ({"X-Fake-Itop-Token": "é"}, "header X-Fake-Itop-Token is wrong; the token stands in the READY line"),
    ],
)
async def test_without_the_token_nothing_happens(ours: Any, headers: Any, error: str) -> None:
    await ours.post("ours", b"one")

    assert await call(ours, "reset", headers=headers) == (401, {"error": error})
    assert ours.itop.written == [b"one"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", "", "10.0.0.1", "[::1"])
async def test_another_host_name_than_loopbacks_is_refused(ours: Any, host: str) -> None:
    status, answer = await call(ours, "reset", headers={**KEY, "Host": host})

    assert status == 403
    assert "does not answer to the host name" in answer["error"]


@pytest.mark.parametrize("host", ["localhost:1", "127.0.0.7", "[::1]:80", "fake.example:8080"])
async def test_loopbacks_names_and_those_that_were_asked_for_are_answered(start: Start, host: str) -> None:
    running = await start(lambda _: {"ours": StubItop()}, control_hosts=["Fake.example"])

    assert (await call(running, "reset", headers={**KEY, "Host": host}))[0] == 200


async def test_an_unknown_call_gets_the_list_of_those_there_are(ours: Any) -> None:
    status, answer = await call(ours, "nope")

    assert status == 404
    assert answer["error"].startswith("unknown call 'nope'; there is: POST reset, POST snapshot, ")


async def test_a_call_by_another_method_is_told_the_right_one(ours: Any) -> None:
    assert await call(ours, "reset", method="GET") == (
        405,
        {"error": "/__fake__/reset is called by POST, not by GET"},
    )


CONSOLE = {"login": "admin", "class": "UserRequest", "key": 1}


@pytest.mark.parametrize(
    ("name", "body", "error"),
    [
        ("snapshot", b"{", "the body is no JSON"),
        ("snapshot", b"\xff\xfe", "the body is no JSON"),
        ("snapshot", b"[" * 100_000, "the body is nested too deeply"),
        ("snapshot", b"[]", "the body is a JSON array: a JSON object is expected"),
        ("snapshot", {}, "parameter 'name' is missing"),
        ("snapshot", {"name": 1}, "parameter 'name' is a JSON number"),
        ("snapshot", {"name": "a", "nmae": "b"}, "unknown parameter 'nmae'"),
        ("console", {"class": "UserRequest", "key": 1}, "parameter 'login' is missing"),
        ("console", {**CONSOLE, "key": None}, "parameter 'key' is a JSON null"),
        ("console", {**CONSOLE, "key": True}, "parameter 'key' is a JSON boolean"),
        ("console", {**CONSOLE, "fields": []}, "parameter 'fields' is a JSON array"),
        ("console", {**CONSOLE, "field": {}}, "unknown parameter 'field'"),
        ("clock", {}, "clock takes"),
        ("clock", {"advance": 1, "set": "2026-01-01"}, "clock takes"),
        ("clock", {"advance": -1}, "time cannot go back"),
        ("clock", {"advance": 1e300}, "a clock goes from 1000-01-01 to 9990-01-01"),
        ("clock", {"advance": 1e12}, "a clock goes from 1000-01-01 to 9990-01-01"),
        ("clock", {"set": "9999-12-31T23:59:59"}, "a clock goes from 1000-01-01 to 9990-01-01"),
        ("clock", {"set": "9999-12-31T23:59:59-12:00"}, "is no date and time"),
        ("snapshot", b'{"name": "\\ud800"}', "surrogates not allowed"),
        ("clock", {"advance": "1"}, "parameter 'advance' is a JSON string"),
        ("clock", {"set": "noon"}, "'noon' is no date and time; right would be YYYY-MM-DD HH:MM:SS, in UTC"),
    ],
)
async def test_a_wrong_call_is_refused_in_one_line_and_changes_nothing(
    ours: Any, name: str, body: Any, error: str
) -> None:
    await ours.post("ours", b"one")
    status, answer = await call(ours, name, body=body if isinstance(body, bytes) else json.dumps(body).encode())

    assert status == 400
    assert error in answer["error"]
    assert "\n" not in answer["error"]
    assert ours.itop.written == [b"one"]


async def test_an_unknown_snapshot_gets_the_list_of_those_there_are(ours: Any) -> None:
    assert await call(ours, "restore", body=b'{"name": "x"}') == (
        404,
        {"error": "no snapshot 'x'; there is: none was taken"},
    )
    await ours.control("ours", "snapshot", {"name": "s"})
    assert (await call(ours, "restore", body=b'{"name": "x"}'))[1] == {"error": "no snapshot 'x'; there is: 's'"}


async def test_an_unknown_scope_of_the_journal_is_refused(ours: Any) -> None:
    assert await call(ours, "journal?scope=all", method="GET") == (
        400,
        {"error": "scope is 'instance' or 'pair', not 'all'"},
    )
