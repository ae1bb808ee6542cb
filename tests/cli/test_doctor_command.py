"""``fake-itop doctor`` on the command line: formats, exit codes, bad input in one line."""

import json
from pathlib import Path

import pytest

from fake_itop.cli.main import run

FIELDS = {"code", "severity", "line", "where", "why", "fix"}


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of ``fake-itop doctor``."""
    code = run(["doctor", *arguments])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_errors_are_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "--wiring", "tutorial", "--json")

    findings = json.loads(out)["findings"]
    assert code == 1
    assert all(set(finding) == FIELDS for finding in findings)
    assert "FD101" in {finding["code"] for finding in findings}


def test_without_an_error_it_is_exit_code_0(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys)

    assert code == 0
    assert out.splitlines()[-1].startswith("working: ")


def test_sarif_names_rules_and_places(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "--wiring", "tutorial", "--format", "sarif")

    (ran,) = json.loads(out)["runs"]
    assert code == 1
    assert {result["ruleId"] for result in ran["results"]} == {rule["id"] for rule in ran["tool"]["driver"]["rules"]}
    assert ran["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "tutorial"


def test_a_code_is_explained_whosever_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "--explain", "fd201")[1].startswith("FD201 (error): A stale head()")
    assert said(capsys, "--explain", "FI202")[1].startswith("FI202 (error): ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--wiring", "workin"], "did you mean working or ring?"),
        (["--explain", "FD999"], "no such finding"),
        (["--design", "nowhere.xml"], "nowhere.xml"),
        (["--config", "nowhere.toml"], "nowhere.toml"),
    ],
)
def test_what_cannot_be_read_is_exit_code_2_and_one_line(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = said(capsys, *arguments)

    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


def test_a_wiring_of_the_users_own_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.json"
    file.write_text(json.dumps({"base": "working", "changes": [{"of": "Resolved", "set": {"state": "solved"}}]}))

    code, out, _ = said(capsys, "--wiring", str(file), "--json")

    assert code == 1
    assert [each["code"] for each in json.loads(out)["findings"] if each["severity"] == "error"] == ["FD403"]
