"""``fake-itop pull`` and ``fake-itop doctor --ours --partner`` against a pair that listens."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from fake_itop.access import InstanceSettings
from fake_itop.cli.building import build_members, wire
from fake_itop.cli.main import run
from fake_itop.cli.options import Options
from fake_itop.client import ControlClient
from fake_itop.integration import wiring as kit
from fake_itop.integration.designs import designs_of_a_pair
from fake_itop.journal import Traffic
from fake_itop.server.listening import Server, serving

OPTIONS = Options(
    config=None,
    design=(),
    clock="frozen",
    seed=0,
    host="127.0.0.1",
    allow_remote=False,
    allow_webhook_host=(),
    control_host=(),
    max_webhook_depth=20,
    verbose=False,
    quiet=True,
)


@dataclass(frozen=True)
class Pair:
    ours: str
    partner: str
    control: ControlClient


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    loaded = kit.load("working")
    members = build_members(OPTIONS, {"ours": 0, "partner": 0}, designs_of_a_pair((), loaded))
    wire(loaded, members, InstanceSettings.default())
    ours, partner = members
    with serving(Server(members, Traffic(max_depth=20), allowed_hosts=(), control_hosts=())):
        yield Pair(ours.place.rest_url, partner.place.rest_url, ControlClient(ours.place.control_url, ours.token))


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO())  # nobody sits there who could be asked
    for side in ("OURS", "PARTNER"):
        monkeypatch.setenv(f"FAKE_ITOP_{side}_USER", "rest")
        monkeypatch.setenv(f"FAKE_ITOP_{side}_PASSWORD", "Rest-passw0rd!")


def test_what_was_pulled_plays_the_five_scenarios_over_sockets(
    pair: Pair, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "pulled.json"
    before = len(pair.control.journal("pair"))

    assert run(["pull", "--ours", pair.ours, "--partner", pair.partner, "-o", str(file)]) == 0
    bodies = [row["body"] for row in pair.control.journal("pair")[before:]]
    assert bodies
    assert all("core%2Fget" in body for body in bodies), "nothing but reads"
    assert run(["scenarios", "--wiring", str(file), "--json"]) == 0
    played = json.loads(capsys.readouterr().out)["scenarios"]
    assert [each["holds"] for each in played] == [True] * 5


def test_the_doctor_reads_two_iTops_that_listen(  # noqa: N802 - iTop's name
    pair: Pair, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(
        ["doctor", "--ours", pair.ours.removesuffix("webservices/rest.php"), "--partner", pair.partner, "--json"]
    )

    assert code == 0
    assert {each["code"] for each in json.loads(capsys.readouterr().out)["findings"]} >= {"FD502"}


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["pull", "--ours", "OURS"], 2, "belong together"),
        (["pull", "--ours", "itop.example", "--partner", "PARTNER"], 2, "no address; right would be https://"),
        (["pull", "--ours", "http://127.0.0.1:9/", "--partner", "PARTNER"], 4, "ours does not answer as an iTop"),
        (["doctor", "--wiring", "working", "--ours", "OURS", "--partner", "PARTNER"], 2, "exclude each other"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(
    arguments: list[str], code: int, told: str, pair: Pair, capsys: pytest.CaptureFixture[str]
) -> None:
    names = {"OURS": pair.ours, "PARTNER": pair.partner}

    assert run([names.get(argument, argument) for argument in arguments]) == code
    assert told in capsys.readouterr().err


def test_a_wrong_password_is_told_in_the_words_of_the_itop(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FAKE_ITOP_PARTNER_PASSWORD", "wrong")

    assert run(["pull", "--ours", pair.ours, "--partner", pair.partner]) == 2
    assert "partner: SELECT RemoteApplicationConnection: Error: Invalid login (code 1)" in capsys.readouterr().err


def test_nobody_who_asks_is_told(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("FAKE_ITOP_OURS_USER")

    assert run(["pull", "--ours", pair.ours, "--partner", pair.partner]) == 2
    assert "set FAKE_ITOP_OURS_USER and FAKE_ITOP_OURS_PASSWORD, or FAKE_ITOP_OURS_TOKEN" in capsys.readouterr().err
