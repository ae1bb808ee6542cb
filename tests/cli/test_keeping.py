"""Objects that are made at start, states that are kept, and starting again when a file changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fake_itop.client import Client, FormLogin
from tests.cli.program import run, started

LOGIN = FormLogin("rest", "Rest-passw0rd!")
SEEDS = '[[objects]]\nclass = "Organization"\nfields = {name = "ACME"}\n'
QUIET = ("--port", "0", "--quiet", "--no-console")


def names(rest_url: str) -> list[str]:
    """What organisations there are."""
    return [each["name"] for each in Client(rest_url, LOGIN).find("Organization", output_fields="name")]


def test_objects_are_made_and_the_state_outlives_the_server(tmp_path: Path) -> None:
    (tmp_path / "seeds.toml").write_text(SEEDS)
    options = ("--objects", str(tmp_path / "seeds.toml"), "--data", str(tmp_path / "state.json"))
    with started("serve", *QUIET, *options) as (process, ready):
        Client(ready["itop"]["rest"], LOGIN).create("Organization", {"name": "Later"})
        process.terminate()
        process.wait(timeout=10)
    with started("serve", *QUIET, *options) as (_, ready):
        assert names(ready["itop"]["rest"]) == ["ACME", "Later", "My Company/Department"]


def test_a_changed_file_is_taken_up_and_a_wrong_one_is_told(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds.toml"
    seeds.write_text(SEEDS)
    with started("serve", *QUIET, "--watch", "--objects", str(seeds)) as (process, ready):
        seeds.write_text("objects = 1")
        assert "seeds.toml has changed, but cannot be used" in process.stderr.readline()
        assert names(ready["itop"]["rest"]) == ["ACME", "My Company/Department"]
        seeds.write_text(SEEDS.replace("ACME", "Other"))
        again = json.loads(process.stdout.readline().removeprefix("READY "))

        assert names(again["itop"]["rest"]) == ["My Company/Department", "Other"]


WRONG = [
    (("--objects", "missing.toml"), "missing.toml: cannot be read"),
    (("--data", "."), "--data"),
    (("--watch",), "--watch: there is nothing to watch"),
]


@pytest.mark.parametrize(("options", "told"), WRONG)
def test_what_cannot_be_used_is_told(options: tuple[str, ...], told: str) -> None:
    code, _, errors = run("serve", *QUIET, *options)

    assert code == 2
    assert told in errors


def test_a_state_of_other_instances_is_told(tmp_path: Path) -> None:
    kept = tmp_path / "state.json"
    kept.write_text('{"format": "fake-itop state", "version": 1, "instances": {"ours": {}}}')
    code, _, errors = run("serve", *QUIET, "--data", str(kept))

    assert code == 2
    assert "no state of itop; it keeps ours" in errors


def test_running_instances_are_exported_for_others_to_start_from(tmp_path: Path) -> None:
    where, kept = tmp_path / "ready.json", tmp_path / "state.json"
    with started("serve", *QUIET, "--ready-file", str(where)) as (_, ready):
        Client(ready["itop"]["rest"], LOGIN).create("Organization", {"name": "Exported"})
        assert run("export", str(where), "-o", str(kept)) == (0, "", "")
    with started("serve", *QUIET, "--data", str(kept)) as (_, ready):
        assert names(ready["itop"]["rest"]) == ["Exported", "My Company/Department"]


@pytest.mark.parametrize("text", ["", "{}x", "[]", '{"itop": {}}'])
def test_a_file_that_is_no_ready_line_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "ready.json").write_text(text)
    code, _, errors = run("export", str(tmp_path / "ready.json"))

    assert code == 2
    assert "no READY line" in errors
