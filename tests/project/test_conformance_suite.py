"""The suite as its users run it: the verdict on a case, the count per area, and the options."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from conformance import test_recordings as suite
from conformance.compare import Difference
from conformance.corpus import Case
from conformance.listeners import Listener, Recorder, Response
from conformance.replay import Disagreement, Outcome

ROOT = Path(__file__).parents[2]
CASE = Case("get", "a case", "clean", [])
AGREES = Outcome()
DISAGREES = Outcome(Disagreement("step 1 of 1", "{}", Difference("reply", 1, 2)))


def judge(outcome: Outcome, *, named: bool, update_gaps: bool = False) -> None:
    replay = cast("Any", lambda _name: SimpleNamespace(play=lambda _case: outcome))
    config = cast("Any", SimpleNamespace(option=SimpleNamespace(update_gaps=update_gaps)))
    gaps = frozenset({CASE.id} if named else ())
    suite.test_agrees_with_the_recording(CASE, replay, gaps, lambda _name, _value: None, config)


def test_an_agreeing_case_passes() -> None:
    judge(AGREES, named=False)


def test_a_disagreeing_case_fails_and_says_where() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"get::a case\nstep 1 of 1: {}\nat reply\n  expected 1\n"):
        judge(DISAGREES, named=False)


def test_a_named_gap_is_expected_to_disagree() -> None:
    with pytest.raises(pytest.xfail.Exception):
        judge(DISAGREES, named=True)


def test_a_named_gap_that_agrees_fails() -> None:
    with pytest.raises(pytest.fail.Exception, match="agrees by now"):
        judge(AGREES, named=True)


def test_a_named_gap_may_agree_while_the_list_is_brought_up_to_date() -> None:
    judge(AGREES, named=True, update_gaps=True)


@pytest.fixture
def server() -> Iterator[str]:
    """The root URL of a server that answers everything with an invalid login."""
    body = b'{"code":1,"message":"Error: Invalid login"}'
    with Listener("itop", lambda _: Response(200, {"Content-Type": "application/json"}, body), Recorder()) as listener:
        yield listener.root


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    """Area auth has a case that agrees with such a server and one that does not; webhook needs the control API."""
    reply = {"status": 200, "content_type": "application/json", "json": {"code": 1, "message": "Error: Invalid login"}}
    step = {"do": "http", "to": "ours", "http": {"method": "GET"}, "reply": reply}
    cron = {"do": "cron", "to": "partner", "reply": {"ran": True}}
    cases = {
        "auth": [
            {"name": "good", "steps": [step]},
            {"name": "bad", "steps": [{**step, "reply": {**reply, "status": 500}}]},
        ],
        "webhook": [{"name": "later", "steps": [step, cron]}],
    }
    for area, entries in cases.items():
        (tmp_path / f"{area}.json").write_text(json.dumps([{"given": "clean", **entry} for entry in entries]))
    return tmp_path


def run(*arguments: object) -> str:
    command = [sys.executable, "-m", "pytest", "conformance", "-q", "-p", "no:cacheprovider", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("workers", [0, 2])
def test_real_servers_are_counted_per_area(server: str, recordings: Path, workers: int) -> None:
    said = run("-n", workers, "--recordings", recordings, "--itop-url", server, "--partner-url", server)

    assert "auth                     1/2\n" in said
    assert "webhook                  1/1  (1 steps skipped: they need the control API)\n" in said
    assert "all areas                2/3" in said
    assert "1 failed, 3 passed" in said
    assert "at reply.status\n  expected 500\n  got      200" in said


def usage_error(*arguments: object) -> str:
    command = [sys.executable, "-m", "pytest", "conformance", *map(str, arguments)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == pytest.ExitCode.USAGE_ERROR
    return result.stderr


def test_a_pair_of_servers_is_asked_for(server: str) -> None:
    assert "--itop-url and --partner-url go together" in usage_error("--itop-url", server)


def test_a_folder_without_recordings_is_a_usage_error(tmp_path: Path) -> None:
    assert f"{tmp_path}: no recordings" in usage_error("--recordings", tmp_path)


def test_gaps_of_another_folder_are_not_written(recordings: Path) -> None:
    assert "gaps.txt speaks of the fake" in usage_error("--recordings", recordings, "--init-gaps")
