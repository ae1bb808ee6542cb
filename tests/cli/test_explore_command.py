"""``fake-itop explore`` and ``fake-itop replay``: what they print, and how they exit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fake_itop.cli.main import run

SEEDS = ["--seeds", "50"]


def explored(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code = run(["explore", "--json", *arguments])
    out: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, out


def test_json_has_each_violation_with_its_story_and_what_replays_it(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = explored(capsys, "--wiring", "tutorial", "--jobs", "1", *SEEDS)

    assert code == 1
    assert list(out) == ["violations", "exchanges", "seconds"]
    assert out["exchanges"] == 50
    assert out["violations"]
    for violation in out["violations"]:
        assert list(violation) == ["checker", "story", "seed", "replay"]
        assert run(violation["replay"][1:]) == 1
        assert f"\n{violation['checker']}: " in capsys.readouterr().out


def test_two_processes_find_what_one_finds(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--wiring", "tutorial", "--seeds", "30", "--first-seed", "40")
    one, two = (explored(capsys, *arguments, "--jobs", jobs)[1] for jobs in ("1", "2"))

    assert one["violations"] == two["violations"]
    assert one["exchanges"] == two["exchanges"] == 30


def test_nothing_found_is_told_and_exits_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explore", "--faults", "none", "--seeds", "10", "--jobs", "1"]) == 0
    assert capsys.readouterr().out.startswith("all 11 promises kept in 10 exchanges")


def test_a_story_is_told_in_numbered_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explore", "--wiring", "tutorial", "--faults", "none", "--seeds", "20", "--jobs", "1"]) == 1
    assert "   1. Alice transfers the ticket to the partner" in capsys.readouterr().out


def test_however_small_the_budget_something_is_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    _, out = explored(capsys, "--budget", "0.001", "--jobs", "1")

    assert out["exchanges"] > 0


def test_the_report_draws_each_story(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report.html"
    code, out = explored(capsys, "--wiring", "tutorial", *SEEDS, "--jobs", "1", "--report", str(report))
    text = report.read_text("utf-8")

    assert code == 1
    assert text.count("<svg") == len(out["violations"])
    assert "Alice transfers the ticket to the partner" in text
    assert "Partner-passw0rd!" not in text


def test_a_replay_saves_the_same_journal_each_time(tmp_path: Path) -> None:
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    for path in (first, second):
        assert run(["replay", "--seed", "7", "transfer:0", "our-private:1", "--journal", str(path)]) == 0

    assert first.read_bytes() == second.read_bytes()
    assert '"kind": "webhook"' in first.read_text("utf-8")


def test_a_replay_shows_what_went_over_the_wire(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "story.html"
    assert run(["replay", "--wiring", "tutorial", "transfer:0", "--trace", "--report", str(report)]) == 0

    assert "core/create UserRequest" in capsys.readouterr().out
    assert "<svg" in report.read_text("utf-8")


def test_steps_that_are_not_possible_are_left_out_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replay", "their-take:0", "transfer:1", "transfer:2"]) == 0
    out, err = capsys.readouterr()

    assert out == "   1. Alice transfers the ticket to the partner\nall promises kept\n"
    assert [line.split()[-1] for line in err.splitlines()] == ["their-take:0", "transfer:2"]


def test_a_replay_of_which_nothing_is_possible_keeps_no_promise(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replay", "--wiring", "tutorial", "their-resolve:0"]) == 2
    assert "none of these steps was possible" in capsys.readouterr().err


def test_a_contract_says_which_wiring_is_played_and_of_which_edition(tmp_path: Path) -> None:
    (tmp_path / "contract.toml").write_text('wiring = "incident-urgency"', "utf-8")

    assert run(["replay", "--contract", str(tmp_path / "contract.toml"), "transfer:0", "our-urgency:1"]) == 0


def test_a_replay_can_be_read_by_machines(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replay", "--json", "--wiring", "tutorial", "transfer:0", "their-public:1"]) == 1
    out = json.loads(capsys.readouterr().out)

    assert out["story"][0] == "Alice transfers the ticket to the partner"
    assert {"traffic", "echo"} <= {violation["checker"] for violation in out["violations"]}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["explore", "--faults", "dorp"], "--faults: no fault 'dorp'; did you mean drop?"),
        (["explore", "--faults", "all,drop"], "'all' stands alone"),
        (["replay", "transfer:²"], "is no step"),
        (["explore", "--faults", "drop,xyz"], "expected all, corrupt"),
        (["explore", "--wiring", "tutorail"], "did you mean tutorial?"),
        (["explore", "--budget", "0"], "a number of seconds above 0"),
        (["explore", "--budget", "nan"], "a number of seconds above 0"),
        (["explore", "--seeds", "0"], "--seeds"),
        (["explore", "--jobs", "0"], "--jobs"),
        (["explore", "--seeds", "1", "--report", "/no/such/folder/r.html"], "cannot be written"),
        (["replay"], "STEP"),
        (["replay", "transfer"], "'transfer' is no step; right would be such as our-private:3"),
        (["replay", "transfr:1"], "did you mean transfer?"),
    ],
)
def test_bad_input_is_one_line(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line
