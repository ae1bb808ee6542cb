"""What an interruption means, and what is refused before the work rather than after it."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from fake_itop.cli.errors import CliError, check_writable
from fake_itop.cli.explore import command as explore
from fake_itop.cli.main import cli, run
from fake_itop.explore.workers import Exploration
from tests.cli.program import COMMAND
from tests.cli.program import run as run_program


@pytest.mark.parametrize(("command", "code"), [("serve", 0), ("pair", 0), ("check", 130), ("scenarios", 130)])
def test_a_judge_that_is_interrupted_has_not_said_that_all_is_well(command: str, code: int, monkeypatch: Any) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "main", interrupted)

    assert run([command]) == code


def test_a_search_that_is_interrupted_says_so(monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setattr(Exploration, "_stretches", lambda _: interrupted())

    assert explore.main(["--wiring", "working", "--faults", "none", "--seeds", "1"], standalone_mode=False) == 130
    assert "interrupted, all 11 promises kept so far" in capsys.readouterr().out


def interrupted() -> Any:
    """Pieces of work, the first of which is interrupted."""
    raise KeyboardInterrupt
    yield


def test_a_file_in_no_folder_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(CliError, match=r"--report .*: cannot be written: there is no folder"):
        check_writable("--report", tmp_path / "no" / "report.html")


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CliError, match="cannot be written"):
        check_writable("--data", tmp_path)


def test_a_new_file_in_a_folder_is_fine(tmp_path: Path) -> None:
    check_writable("--data", tmp_path / "state.json")


def test_a_user_with_a_wrong_profile_is_the_callers_mistake(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "c.toml").write_text('[[users]]\nlogin = "a"\npassword = "b"\nprofiles = ["Admin"]\n')

    assert run(["serve", "--port", "0", "--config", str(tmp_path / "c.toml")]) == 2
    assert "has the profile 'Admin', which there is not" in capsys.readouterr().err


def test_the_path_of_the_control_api_is_no_place_for_an_application(capsys: Any) -> None:
    assert run(["serve", "--port", "0", "--base-path", "/__fake__/x"]) == 2
    assert "that is where the control API lives" in capsys.readouterr().err


def test_an_address_is_no_ready_line(capsys: Any) -> None:
    assert run(["export", "http://127.0.0.1:1"]) == 2
    assert "and no address" in capsys.readouterr().err


A_START = 0.5
"""Seconds of the processor after which a worker has certainly begun."""


def children_of(process: int) -> list[str]:
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()


def seconds_of(process: str) -> float:
    """What a process has had of the processor."""
    values = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(values[11]) + int(values[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
def test_a_search_that_is_ended_ends_its_workers_without_a_traceback() -> None:
    command = [*COMMAND, "explore", "--wiring", "working", "--seeds", "100000", "--jobs", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as searching:
        while not (workers := [child for child in children_of(searching.pid) if seconds_of(child) > A_START]):
            assert searching.poll() is None, searching.communicate()
            time.sleep(0.05)
        searching.terminate()
        told = searching.communicate(timeout=30)

    assert "Traceback" not in "".join(told)
    assert searching.returncode in {1, 130}  # a promise was broken until then, or none
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)


@pytest.mark.parametrize(
    "given",
    [
        '{"itop": {"control": 5, "token": 6}}',
        '{"itop": {"control": "http://a b/", "token": "t"}}',
        '{"itop": {"control": "http://127.0.0.1:999999999999999999999/", "token": "t"}}',
        "[1]",
        '"x"',
        "{",
    ],
)
def test_export_says_what_a_ready_line_is_when_it_is_given_other_json(given: str, tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "ready").write_text(given)

    assert run(["export", str(tmp_path / "ready")]) in {2, 4}
    assert "broke down" not in capsys.readouterr().err


def test_a_step_of_a_story_has_a_number_that_somebody_can_read(capsys: Any) -> None:
    assert run(["replay", "--wiring", "working", f"transfer:{'7' * 5_000}"]) == 2
    assert "is no step; right would be such as our-private:3" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["\\ud800", "\\uDFFF"])
def test_half_a_surrogate_pair_in_a_wiring_is_refused(text: str, tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "w.json").write_text(f'{{"steps": [{{"to": "ours", "request": {{"class": "{text}"}}}}]}}')

    assert run(["doctor", "--wiring", str(tmp_path / "w.json")]) == 2
    assert "half of a surrogate pair" in capsys.readouterr().err


def test_a_number_of_a_wiring_that_nobody_reads_is_refused(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "w.json").write_text(f'{{"steps": [{"7" * 5_000}]}}')

    assert run(["doctor", "--wiring", str(tmp_path / "w.json")]) == 2
    assert "more digits" in capsys.readouterr().err


def test_bytes_of_a_query_that_are_no_text_are_shown_all_the_same() -> None:
    code, shown, told = run_program("oql", "--explain", "SELECT Per\udcf5son")

    assert code in {1, 2}
    assert "broke down" not in shown + told
