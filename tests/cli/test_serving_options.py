"""What a server says of itself and of its messages, beside the READY line."""

from __future__ import annotations

import json
import signal
import stat
from pathlib import Path
from typing import Any

from fake_itop.client import Client, ControlClient
from tests.cli.program import REST, run, started

FREE = ("serve", "--port", "0", "-q")


def test_the_ready_file_says_what_the_ready_line_says_and_goes_with_the_server(tmp_path: Path) -> None:
    path = tmp_path / "ready.json"
    path.write_text("left by an earlier server")

    with started(*FREE, "--ready-file", str(path)) as (process, ready):
        assert json.loads(path.read_text("utf-8")) == ready
        assert stat.S_IMODE(path.stat().st_mode) == 0o600  # it holds a token
        process.send_signal(signal.SIGTERM)
        process.wait(10)

    assert list(tmp_path.iterdir()) == []


def test_a_ready_file_that_cannot_be_written_is_misuse(tmp_path: Path) -> None:
    path = tmp_path / "no" / "such" / "folder"

    code, out, error = run(*FREE, "--ready-file", str(path))

    assert (code, out) == (2, "")
    assert error == f"fake-itop: --ready-file {path}: cannot be written: No such file or directory\n"


def told(*arguments: str) -> list[str]:
    """What a server writes to stderr while it is asked once."""
    with started(*FREE, *arguments) as (process, ready):
        Client(ready["itop"]["rest"], REST).get("Person", 1, output_fields="name")
        process.send_signal(signal.SIGTERM)
        _, error = process.communicate(timeout=10)
    lines: list[str] = error.splitlines()
    return lines


def test_every_message_can_be_told_as_a_line_for_people() -> None:
    (line,) = told("--log-format", "text", "--clock", "2026-01-31T12:00:00")

    start = "2026-01-31 12:00:00.000000 itop #1 <- POST /webservices/rest.php"
    assert line.startswith(start)
    assert ': 200 {"code":0,"message":"Found: 1"' in line


def test_every_message_can_be_told_as_a_row_of_the_journal_without_secrets() -> None:
    (line,) = told("--log-format", "json")
    row: dict[str, Any] = json.loads(line)

    assert (row["seq"], row["kind"], row["reply"]["status"]) == (1, "request", 200)
    assert REST.password not in line


def test_without_that_nothing_is_told() -> None:
    assert told() == []


def test_the_journal_keeps_as_many_messages_as_it_is_told_to() -> None:
    with started(*FREE, "--journal-max", "2") as (_, ready):
        for _ in range(3):
            Client(ready["itop"]["rest"], REST).get("Person", 1, output_fields="name")
        control = ControlClient(ready["itop"]["control"], ready["itop"]["token"])
        journal = control.call("GET", "journal")

    assert (journal["dropped"], journal["max_rows"], [row["seq"] for row in journal["messages"]]) == (1, 2, [2, 3])
