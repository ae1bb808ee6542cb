"""A secret that is planted shows nowhere: in no kind of attribute, no place of a message, nothing that is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from fake_itop.check.judge import check
from fake_itop.datamodel import load
from fake_itop.itop.instance import Itop, Specification
from fake_itop.journal import Journal, Traffic, text_diagram, to_lines
from fake_itop.journal.diagrams import page
from fake_itop.network import ConsoleAct, World
from fake_itop.recording import Recorder, Texts
from fake_itop.values.clock import Clock
from fake_itop.values.http import HttpReply, HttpRequest
from tests.cli.program import started
from tests.helpers import FORM, MOMENT, request
from tests.webconsole.pair import serving
from tests.webconsole.visitor import let_in

PLANTED = "Pl4nted-s3cret/!"
KINDS = ("AttributePassword", "AttributeEncryptedString", "AttributeEncryptedPassword", "AttributeOneWayPassword")
DESIGN = """<itop_design version="3.2"><classes><class id="UserRequest" _delta="must_exist"><fields>{}</fields></class>
</classes></itop_design>"""
FIELD = """<field id="vault_{0}" xsi:type="{0}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" _delta="define">
<sql>vault_{0}</sql><default_value/><is_null_allowed>true</is_null_allowed></field>"""
CODES = tuple(f"vault_{kind}" for kind in KINDS)
SECRETS = dict.fromkeys(CODES, PLANTED)
TICKET = {"title": "T", "description": "D", "org_id": 1, "caller_id": "SELECT Person WHERE id = 1"}


def vault(folder: Path) -> Path:
    """A design by which a ticket holds a secret of each kind."""
    design = folder / "vault.xml"
    design.write_text(DESIGN.format("".join(FIELD.format(kind) for kind in KINDS)))
    return design


@pytest.fixture
def world(tmp_path: Path) -> World:
    designs = (vault(tmp_path),)
    itop = Itop(Specification(name="ours", designs=designs, root_url="http://ours/", clock=Clock.frozen(MOMENT)))
    world = World(clock=itop.clock)
    world.add(itop)
    world.look_inside("ours", itop)
    world.listen("http://sink/", lambda _: HttpReply(200, (("X-Auth-Token", PLANTED),), answer_of_the_partner()))
    return world


def answer_of_the_partner() -> bytes:
    return json.dumps({"access_token": PLANTED, **SECRETS}).encode()


def ask(world: World, operation: str, cls: str, **more: Any) -> dict[str, Any]:
    data = {"operation": operation, "class": cls, "comment": "c", "output_fields": "*", **more}
    answer: dict[str, Any] = json.loads(world.request("ours", request(data)).body)
    assert answer["code"] == 0, answer
    return answer


def make(world: World, cls: str, fields: Mapping[str, Any]) -> int:
    (made,) = ask(world, "core/create", cls, fields=fields)["objects"].values()
    return int(made["key"])


def plant(world: World) -> None:
    """A webhook with secrets in its address, headers and body; tickets with one of each kind, written and read."""
    connection = {"name": "C", "url": f"http://u:{quote(PLANTED, safe='')}@sink/?auth_token={quote(PLANTED)}"}
    ids = {
        "remoteapplicationtype_id": make(world, "RemoteApplicationType", {"name": "Kind"}),
    }
    ids["remoteapplicationconnection_id"] = make(world, "RemoteApplicationConnection", {**connection, **ids})
    action = {
        "name": "A",
        "status": "enabled",
        "method": "post",
        "headers": f"Authorization: Bearer {PLANTED}\r\nX-Api-Key: {PLANTED}",
        "payload": json.dumps({"auth_pwd": PLANTED, "inner": json.dumps({"vault_AttributePassword": PLANTED})}),
        **{code: id_ for code, id_ in ids.items() if code != "remoteapplicationtype_id"},
    }
    trigger = {
        "description": "T",
        "target_class": "UserRequest",
        "action_list": [{"action_id": make(world, "ActionWebhook", action)}],
    }
    make(world, "TriggerOnObjectUpdate", trigger)
    key = make(world, "UserRequest", {**TICKET, **SECRETS})
    ask(world, "core/update", "UserRequest", key=key, fields=dict.fromkeys(CODES, PLANTED + "2"))
    ask(world, "core/get", "UserRequest", key=key)
    for code in CODES:
        for compared in (f"= '{PLANTED}'", f'!= "{PLANTED}"', f"LIKE '%{PLANTED}'", f"IN ('x', '{PLANTED}')"):
            query = f"SELECT UserRequest AS u WHERE u.{code} {compared}"
            world.request("ours", request({"operation": "core/get", "class": "UserRequest", "key": query}))
    for cls in ("CMDBChangeOp", "EventWebhook", "RemoteApplicationConnection", "ActionWebhook"):
        ask(world, "core/get", cls, key=f"SELECT {cls}")
    user = {"login": "new", "contactid": 1, "password": PLANTED, "profile_list": [{"profileid": 1}]}
    make(world, "UserLocal", user)
    world.console("ours", ConsoleAct("admin", "UserRequest", key, fields=dict.fromkeys(CODES, PLANTED + "3")))


def test_a_planted_secret_shows_in_no_row_line_diagram_or_page(world: World) -> None:
    plant(world)
    rows = world.traffic.journal.to_json()["messages"]
    shown = [json.dumps(rows), to_lines(rows), text_diagram(rows), page(rows)]

    assert any(row["kind"] == "webhook" and row["reply"].get("status") == 200 for row in rows)
    assert {row["kind"] for row in rows} >= {"request", "webhook", "write", "console"}
    assert [place for text in shown for place in _places(text)] == []


def test_a_planted_secret_shows_in_no_recording() -> None:
    steps: list[Any] = []
    recorder = Recorder(
        {"ours": "http://ours/", "partner": "http://partner/"},
        Texts([], lambda: MOMENT),
        lambda: MOMENT,
        lambda *kept: steps.append(kept),
    )
    names = ("client_secret", "access_token", "refresh_token", "auth_pwd", "password", "prev_pwd", "reset_pwd_token")
    operation = {"operation": "core/create", "class": "X", "fields": dict.fromkeys(names, PLANTED)}
    form = {"auth_user": "u", "auth_pwd": PLANTED, "json_data": json.dumps(operation)}
    target = f"/webservices/rest.php?version=1.3&auth_token={quote(PLANTED)}"
    headers = (*FORM, ("Auth-Token", PLANTED), ("X-Api-Key", PLANTED))
    reply = HttpReply(
        200, (("Content-Type", "application/json"), ("Set-Cookie", PLANTED)), json.dumps(operation).encode()
    )
    for path in ("/webservices/rest.php?version=1.3", target):
        outer = recorder.arrives("ours", HttpRequest("POST", path, headers, urlencode(form).encode()))
        inner = recorder.arrives("partner", HttpRequest("POST", path, headers, json.dumps(operation).encode()))
        recorder.answered(inner, reply)
        recorder.answered(outer, reply)

    assert len(steps) == 2
    assert _places(json.dumps(steps)) == []


def test_a_planted_secret_shows_on_no_page_of_the_console_and_in_no_answer_of_the_control_api(tmp_path: Path) -> None:
    with serving("--design", str(vault(tmp_path))) as pair:
        side = pair.pair.ours
        made = side(
            {"operation": "core/create", "class": "UserRequest", "comment": "c", "fields": {**TICKET, **SECRETS}}
        )
        (key,) = (int(entry["key"]) for entry in made["objects"].values())
        query = f"SELECT UserRequest WHERE {CODES[0]} = '{PLANTED}'"
        side({"operation": "core/get", "class": "UserRequest", "key": query, "output_fields": "*"})
        visitor = let_in(pair.address, pair.token)
        rows = side.control.journal("pair")
        paths = ["/?reads=1", "/wiring", "/sources", "/findings", *(f"/message/{row['seq']}" for row in rows)]
        pages = {
            path: visitor.get(path) for path in [*paths, f"/?ours={key}", f"/text/ours/UserRequest/{key}/{CODES[1]}"]
        }

    assert [page.status for page in pages.values()][:-1] == [200] * (len(pages) - 1)
    assert _places(json.dumps(rows)) == []
    assert {path: found for path, page in pages.items() if (found := _places(page.text))} == {}


def test_every_attribute_of_a_secret_kind_is_told_by_the_datamodel() -> None:
    model = load()
    kinds = {attribute.type_name for cls in model for attribute in cls.attributes.values() if attribute.secret}

    assert kinds == set(KINDS)
    assert {"auth_pwd", "client_secret", "prev_pwd", "prevstring", "reset_pwd_token"} <= model.secret_codes


@pytest.mark.parametrize("code", ["auth_pwd", "prevstring", "client_secret", "reset_pwd_token"])
def test_the_judge_tells_a_secret_in_a_payload_and_does_not_repeat_it(code: str) -> None:
    payload = {"operation": "core/update", "class": "UserRequest", "key": 1, "comment": "c", "fields": {code: PLANTED}}
    report = check(json.dumps(payload))
    told = [finding for finding in report.findings if finding.code == "FI310"]

    assert told
    assert _places(str(told)) == []


def test_a_server_says_no_password_when_it_starts_and_answers(tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    config = tmp_path / "fake-itop.toml"
    config.write_text(f'[[users]]\nlogin = "one"\npassword = "{PLANTED}"\nprofiles = ["Administrator"]\n')
    with started("serve", "--config", str(config), "--ready-file", str(ready)) as (process, said):
        written = ready.read_text()
        process.terminate()
        output, errors = process.communicate(timeout=20)

    assert _places(json.dumps(said) + output + errors + written) == []


def _places(text: str) -> list[str]:
    """Where a text shows the secret, with what stands before it."""
    spellings = {PLANTED, quote(PLANTED, safe=""), quote(PLANTED), PLANTED.replace("/", "\\/")}
    found = ((text.find(spelling), spelling) for spelling in spellings)
    return [text[max(0, place - 150) : place + 40] for place, _ in found if place >= 0]


def test_what_is_not_told_of_messages_is_not_told_of_traffic_either() -> None:
    traffic = Traffic(Journal())
    traffic.keeps_secret(("vault",))
    message = traffic.arrives("ours", MOMENT, HttpRequest("POST", "/x?vault=1", (), b'{"vault": "hidden"}'))

    assert message.to_json()["body"] == '{"vault": "******"}'
    assert message.to_json()["url"] == "/x?vault=******"
