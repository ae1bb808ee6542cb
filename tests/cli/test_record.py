"""``fake-itop record`` in front of a fake that is served: what it writes replays."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from fake_itop.client import BasicLogin, Client
from tests.cli.test_commands import run, started

ROOT = Path(__file__).parents[2]
LOGIN = BasicLogin("rest", "Rest-passw0rd!")


def test_a_recorded_case_replays(tmp_path: Path) -> None:
    design = str(ROOT / "fake_itop/integration/design.xml")
    pair = ["--no-wiring", "--design", design, "--ours-port", "0", "--partner-port", "0", "--quiet"]
    with started("pair", *pair) as (_, served):
        arguments = ["--target", served["ours"]["rest"], "--port", "0", "--out", str(tmp_path), "--case", "one"]
        with started("record", *arguments, "--quiet") as (_, recording):
            client = Client(recording["ours"]["rest"], LOGIN)
            client.create("Organization", {"name": "Recorded"}, output_fields="id, name")
            client.get("Organization", {"name": "Recorded"})
    command = [
        sys.executable,
        "-m",
        "pytest",
        "conformance",
        "--recordings",
        str(tmp_path),
        "-q",
        "-p",
        "no:cacheprovider",
    ]
    replayed = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)

    assert [case["name"] for case in json.loads((tmp_path / "recorded.json").read_text())] == ["one"]
    assert replayed.returncode == 0, replayed.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "--target"),
        (("--target", "localhost"), "'localhost' is no address of a server"),
        (("--target", "http://localhost/", "--host", "0.0.0.0"), "say --allow-remote too"),  # noqa: S104 - refused
        (("--target", "http://localhost/", "--area", "../evil"), "an area is the name of a file"),
    ],
)
def test_bad_input_is_told(arguments: tuple[str, ...], told: str) -> None:
    code, _, errors = run("record", *arguments)

    assert code == 2
    assert told in errors
