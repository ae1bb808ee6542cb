"""``fake-itop scenarios``: what it prints, what it writes, and how it exits."""

import json
from pathlib import Path
from typing import Any

import pytest

from fake_itop.cli.main import run

SOCKETS, SIMULATED = [], ["--driver", "simulated"]


def scenarios(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[dict[str, Any]]]:
    code = run(["scenarios", "--json", *arguments])
    out = json.loads(capsys.readouterr().out)
    assert list(out) == ["scenarios"]
    return code, out["scenarios"]


@pytest.mark.parametrize("driver", [SOCKETS, SIMULATED], ids=["sockets", "simulated"])
def test_all_five_hold_on_the_wiring_that_works(driver: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, played = scenarios(capsys, *driver)

    assert code == 0
    assert [each["holds"] for each in played] == [True] * 5
    assert [list(each) for each in played] == [["name", "holds", "steps"]] * 5
    assert all(list(step) == ["what", "expected", "got"] for each in played for step in each["steps"])


@pytest.mark.parametrize("driver", [SOCKETS, SIMULATED], ids=["sockets", "simulated"])
def test_without_wiring_only_the_first_holds(driver: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, played = scenarios(capsys, "--no-wiring", *driver)

    assert code == 1
    assert [each["holds"] for each in played] == [True, False, False, False, False]


def test_the_ping_pong_of_the_tutorial_ends_and_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report.html"
    code = run(["scenarios", "--wiring", "tutorial", "--html", str(report)])

    assert code == 1
    assert "ping-pong: depth limit: the chain would be 21 webhooks deep" in capsys.readouterr().out
    assert "10 times in a row" in report.read_text("utf-8")


def test_designs_that_bring_the_tutorials_fields_take_their_place(capsys: pytest.CaptureFixture[str]) -> None:
    design = Path(__file__).parents[2] / "fake_itop" / "integration" / "design.xml"

    assert scenarios(capsys, "--design", str(design), *SIMULATED)[0] == 0


def test_junit_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenarios(capsys, "--junit", str(tmp_path / "r.xml"), *SIMULATED)

    assert 'failures="0"' in (tmp_path / "r.xml").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--wiring", "tutorail"], "did you mean tutorial?"),
        (["--wiring", "working", "--no-wiring"], "exclude each other"),
        (["--html", "/no/such/folder/r.html", *SIMULATED], "/no/such/folder/r.html: cannot be written"),
    ],
)
def test_bad_input_is_one_line(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scenarios", *arguments]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line
