"""What is found is told alike by every command: SARIF, JUnit, GitHub's annotations, lines where there are any."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from fake_itop.cli.main import run
from fake_itop.findings import Finding, Page, Report, Severity, broken
from fake_itop.findings.formats import as_github, as_junit, as_sarif, as_text

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
POSITIVE = {"type": "integer", "minimum": 1}
RULE = {"required": ["id"], "properties": {"id": {"type": "string"}, "shortDescription": TEXT, "fullDescription": TEXT}}
DRIVER = {"required": ["name"], "properties": {"rules": {"type": "array", "uniqueItems": True, "items": RULE}}}
REGION = {"properties": {"startLine": POSITIVE, "startColumn": POSITIVE, "endColumn": POSITIVE}}
ARTIFACT = {"properties": {"uri": {"type": "string", "format": "uri-reference"}}}
LOCATION = {
    "properties": {
        "physicalLocation": {"properties": {"artifactLocation": ARTIFACT, "region": REGION}},
        "logicalLocations": {"items": {"properties": {"fullyQualifiedName": {"type": "string"}}}},
    },
    "additionalProperties": False,
}
RESULT = {
    "required": ["message"],
    "properties": {
        "ruleId": {"type": "string"},
        "level": {"enum": ["none", "note", "warning", "error"]},
        "message": TEXT,
        "locations": {"type": "array", "items": LOCATION},
    },
    "additionalProperties": False,
}
RUN = {
    "required": ["tool"],
    "properties": {
        "tool": {"required": ["driver"], "properties": {"driver": DRIVER}},
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "results": {"type": "array", "items": RESULT},
    },
    "additionalProperties": False,
}
SARIF = {
    "required": ["version", "runs"],
    "properties": {"version": {"const": "2.1.0"}, "$schema": {"type": "string"}, "runs": {"items": RUN}},
    "additionalProperties": False,
}
"""Of the published schema of SARIF 2.1.0 the parts that we write."""

SIMULATED = ("--driver", "simulated")
PAGES = {"X1": Page("X1", "A title", Severity.ERROR, "")}
FOUND = Finding("X1", Severity.ERROR, 3, 5, "/a", "50% wrong,\nreally", "mend it", 4)
PLACED = broken("X1", "mine.json", [("step 1", "\x00\ud800")])


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    run(list(arguments))
    return capsys.readouterr().out


@pytest.mark.parametrize(
    "command",
    [
        ["doctor", "--wiring", "tutorial"],
        ["replay", "--wiring", "tutorial", "transfer:0", "our-private:1"],
        ["explore", "--wiring", "tutorial", "--seeds", "3", "--jobs", "1"],
        ["scenarios", "--wiring", "tutorial", *SIMULATED],
    ],
    ids=lambda command: command[0],
)
def test_sarif_of_every_command_is_valid_and_names_its_rules(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    log = json.loads(printed(capsys, *command, "--format", "sarif"))
    jsonschema.validate(log, SARIF)
    (ran,) = log["runs"]
    assert ran["tool"]["driver"]["name"] == f"fake-itop {command[0]}"
    assert (
        {rule["id"] for rule in ran["tool"]["driver"]["rules"]} == {each["ruleId"] for each in ran["results"]} != set()
    )


def test_a_finding_without_a_line_has_no_region() -> None:
    (placed,) = json.loads(as_sarif("x", [PLACED], PAGES))["runs"][0]["results"][0]["locations"]
    assert placed == {
        "physicalLocation": {"artifactLocation": {"uri": "mine.json"}},
        "logicalLocations": [{"fullyQualifiedName": "step 1"}],
    }


def test_an_annotation_escapes_what_github_reads() -> None:
    assert as_github([Report("a,b.json", "request", (FOUND,))]) == (
        "::error file=a%2Cb.json,line=3,col=5,title=X1::50%25 wrong,%0Areally (mend it)"
    )


def test_junit_fails_what_has_an_error_and_takes_any_text() -> None:
    suites = ET.fromstring(as_junit("x", [PLACED, Report("b.json", "request", ())]))  # noqa: S314 - our own
    assert (suites[0].get("tests"), suites[0].get("failures")) == ("2", "1")
    assert [case.find("failure") is not None for case in suites[0]] == [True, False]


def test_a_place_in_words_stands_behind_the_file() -> None:
    assert as_text([PLACED]).startswith("mine.json: step 1: error X1: ")


def test_a_promise_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "replay", "--explain", "entry-twice").startswith("entry-twice (error): An entry arrives")
    assert printed(capsys, "scenarios", "--explain", "feedback").startswith("feedback (error): what the partner adds")


def test_a_promise_that_was_accepted_as_broken_does_not_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    story = ["replay", "--wiring", "tutorial", "transfer:0", "our-private:1"]
    accepted = str(tmp_path / "accepted")
    assert run(story) == 1
    assert run([*story, "--write-baseline", accepted, "--reason", "to the letter"]) == 0
    assert run([*story, "--seed", "1", "--baseline", accepted]) == 0
    assert "all promises kept" in capsys.readouterr().out


def test_a_baseline_names_only_promises_that_there_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "accepted"
    entry = {"code": "echos", "file": "tutorial", "where": "", "message": "", "reason": "so it is"}
    file.write_text(json.dumps(entry), "utf-8")
    assert run(["replay", "--wiring", "tutorial", "transfer:0", "--baseline", str(file)]) == 2
    assert capsys.readouterr().err.strip().endswith(f"{file}:1: no finding 'echos', did you mean echo?")


WIRING = """{
  "base": "working",
  "changes": [
    {"of": "push",
     "set": {"status": "disabled"}}
  ],
  "steps": [
    {"to": "ours", "request": {"operation": "core/create", "comment": "c", "class": "TriggerOnObjectCreate",
      "fields": {"description": "Idle", "target_class": "UserRequest"}}}
  ]
}"""


def test_a_finding_in_a_wirings_file_has_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.json"
    file.write_text(WIRING, "utf-8")
    found = json.loads(printed(capsys, "doctor", "--wiring", str(file), "--json"))["findings"]
    lines = {each["code"]: each["line"] for each in found}
    assert (lines["FD003"], lines["FD002"]) == (5, 9)
