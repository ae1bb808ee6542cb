"""What was accepted is not told again; a baseline that is wrong says in which line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fake_itop.cli.main import run
from fake_itop.findings.baseline import BaselineError, FindingKey, read, write

TOLD = FindingKey("FI220", "a.json", "/fields/titel", "unknown")
UNKNOWN = '{"operation": "core/update", "comment": "c", "class": "UserRequest", "key": 1, "fields": {"titel": "x"}}'


def line(**changes: str) -> str:
    return json.dumps({**TOLD._asdict(), "reason": "agreed", **changes})


def test_what_was_written_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "baseline"
    assert write(path, [TOLD, TOLD], "agreed") == 1
    baseline = read(path, ["FI220"], lambda _name: True)
    assert baseline.accepts(TOLD)
    assert not baseline.accepts(TOLD._replace(where="/fields/other"))


def test_a_reason_once_given_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "baseline"
    write(path, [TOLD], "agreed in spring")
    write(path, [TOLD, TOLD._replace(where="")], "later", read(path, ["FI220"], lambda _name: True))
    assert list(read(path, ["FI220"], lambda _name: True).reasons.values()) == ["agreed in spring", "later"]


def test_what_is_gone_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "baseline"
    write(path, [TOLD], "agreed")
    baseline = read(path, ["FI220"], lambda _name: True)
    assert baseline.gone(["a.json"]) == [f"{path}:1: a.json has no FI220 at /fields/titel any more"]
    assert baseline.gone(["b.json"]) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "no JSON"),
        ("[]", "expected an object of the texts code, file, where, message, reason"),
        (line(more="x"), "expected an object of the texts"),
        (line(reason=" "), "accepted without a reason"),
        (line(code="FI22O"), "no finding 'FI22O', did you mean FI220?"),
        (line(file="gone.json"), "no file 'gone.json'"),
    ],
)
def test_a_wrong_line_is_an_error_that_names_it(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "baseline"
    path.write_text(f"{line()}\n{text}\n")
    with pytest.raises(BaselineError) as caught:
        read(path, ["FI220"], lambda name: name == "a.json")
    assert str(caught.value).startswith(f"{path}:2: {said}")


def test_check_accepts_and_then_is_silent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    payload, baseline = tmp_path / "a.json", tmp_path / "baseline"
    payload.write_text(UNKNOWN)
    assert run(["check", str(payload)]) == 1
    assert run(["check", str(payload), "--write-baseline", str(baseline), "--reason", "agreed"]) == 0
    capsys.readouterr()
    assert run(["check", str(payload), "--baseline", str(baseline)]) == 0
    assert capsys.readouterr().out == f"{payload}: request, clean\n"
    payload.write_text(UNKNOWN.replace("titel", "titels"))
    assert run(["check", str(payload), "--baseline", str(baseline)]) == 1
    assert "has no FI220 at /fields/titel any more" in capsys.readouterr().err


def test_to_accept_needs_a_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    payload = tmp_path / "a.json"
    payload.write_text(UNKNOWN)
    assert run(["check", str(payload), "--write-baseline", str(tmp_path / "baseline")]) == 2
    assert "--reason" in capsys.readouterr().err


def test_the_doctor_leaves_out_what_was_accepted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    baseline = tmp_path / "baseline"
    assert run(["doctor", "--wiring", "tutorial"]) == 1
    assert run(["doctor", "--wiring", "tutorial", "--write-baseline", str(baseline), "--reason", "to the letter"]) == 0
    capsys.readouterr()
    assert run(["doctor", "--wiring", "tutorial", "--baseline", str(baseline)]) == 0
    assert capsys.readouterr().out == "tutorial: wiring, clean\n"
