"""The commands that judge an integration say what works on the newest version and breaks on another."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from fake_itop.check import check
from fake_itop.cli.main import cli
from fake_itop.profiles import PROFILES, find


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(cli, [str(each) for each in arguments], standalone_mode=False)
    assert result.exception is None, result.exception
    return result.return_value, result.output


def template(**fields: str) -> str:
    return json.dumps({"operation": "core/create", "class": "UserRequest", "comment": "c", "fields": fields})


def messages(text: str, name: str) -> list[str]:
    report = check(text, kind="template", profile=find(name))
    return [finding.message for finding in report.findings if finding.code == "FI701"]


def test_check_names_what_breaks_a_template_on_3_1() -> None:
    text = template(org_id="1", title="$this->title$", public_log="$this->head(private_log)$", description="$this->id$")

    assert messages(text, "3.2") == []
    assert messages(text, "3.1") == [
        "works on 3.2, breaks on 3.1: a quote, a backslash or a line end in title, private_log makes it no JSON"
    ]


def test_check_takes_the_classes_of_the_version() -> None:
    request = json.dumps({"operation": "core/get", "class": "ActionNewsroom", "key": 1, "output_fields": "id"})

    assert check(request, kind="request", profile=find("3.2")).clean
    assert not check(request, kind="request", profile=find("3.1")).clean


def test_the_check_command_takes_a_profile(tmp_path: Path) -> None:
    file = tmp_path / "t.json"
    file.write_text(template(org_id="1", title="$this->title$", description="d"))

    code, said = run("check", file, "--kind", "template", "--profile", "3.1")

    assert code == 1
    assert "FI701: works on 3.2, breaks on 3.1" in said


def test_the_doctor_marks_what_the_newest_version_does_not_have() -> None:
    code, said = run("doctor", "--wiring", "working", "--partner-profile", "3.1")

    assert code == 1
    assert "FD203: works on 3.2, breaks on ours 3.2, partner 3.1" in said
    assert "resolution: our private log" in said
    assert "because of partner: In which order a trigger's actions run" in said


def test_the_doctor_says_no_more_than_before_on_the_newest() -> None:
    assert "breaks on" not in run("doctor", "--wiring", "working")[1]


def test_exploring_says_whether_a_story_works_on_the_newest() -> None:
    options = ("--seeds", 20, "--faults", "none", "--jobs", 1, "--json")
    code, said = run("explore", "--profile", "3.1", *options)
    violations: list[dict[str, Any]] = json.loads(said)["violations"]

    assert code == 1
    assert {found["checker"]: found["works_on_newest"] for found in violations}["entry-lost"]
    assert "--profile" in violations[0]["replay"]


@pytest.mark.parametrize("command", ["serve", "pair", "scenarios", "oql", "explore", "replay", "doctor", "check"])
def test_every_command_that_starts_instances_takes_a_profile(command: str) -> None:
    said = run(command, "--help")[1]

    assert "--profile" in said
    assert all(name in said for name in PROFILES)


@pytest.mark.parametrize("command", ["pair", "scenarios", "explore", "replay", "doctor"])
def test_every_command_that_starts_a_pair_takes_one_for_each_side(command: str) -> None:
    said = run(command, "--help")[1]

    assert "--ours-profile" in said
    assert "--partner-profile" in said


def test_a_wiring_that_a_version_refuses_is_a_reason_too() -> None:
    _, said = run("matrix", "--wiring", "robust", "--json")
    pairings = {(each["ours"], each["partner"]): each for each in json.loads(said)["pairings"]}

    assert pairings["3.2", "3.2"]["holds"]
    (complaint,) = pairings["3.1", "3.1"]["trials"][0]["complaints"]
    assert "ours has no attribute 'asynchronous' of ActioniTopWebhook, which there is since profile 3.2" in complaint


def test_the_configuration_names_a_profile(tmp_path: Path) -> None:
    config = tmp_path / "i.toml"
    config.write_text('profile = "3.1"\n[[users]]\nlogin = "admin"\nprofiles = ["Administrator"]\n')

    assert "ActionNewsroom" not in run("oql", "--config", config, "SELECT Action")[1]
    assert "ActionNewsroom" in run("oql", "--config", config, "--profile", "3.2", "SELECT Action")[1]


def test_a_profile_that_there_is_not_is_refused_where_it_stands(tmp_path: Path) -> None:
    config = tmp_path / "i.toml"
    config.write_text('profile = "3.11"\n[[users]]\nlogin = "admin"\nprofiles = ["Administrator"]\n')
    result = CliRunner().invoke(cli, ["oql", "--config", str(config), "SELECT Action"], standalone_mode=False)

    assert str(result.exception) == (f"{config}: profile: no version profile '3.11'; did you mean 3.1?")
