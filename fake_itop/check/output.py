"""Reports for people and machines: text, JSON, SARIF, JUnit, and GitHub's annotations."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

from fake_itop.check.catalog import pages
from fake_itop.check.findings import Finding, Report, Severity

WIDTH = 160
"""How much of a source line is shown."""
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def as_json(reports: Sequence[Report]) -> str:
    """``{"files": [{"path", "kind", "findings": […]}]}``."""
    return json.dumps({"files": [report.to_json() for report in reports]}, ensure_ascii=False, indent=2)


def as_text(reports: Sequence[Report]) -> str:
    """For people: each finding with its line and a caret."""
    return "\n".join(line for report in reports for line in _text(report))


def _text(report: Report) -> Iterator[str]:
    lines = report.text.split("\n")
    for finding in report.findings:
        yield f"{report.path}:{finding.line}:{finding.column}: {finding.severity} {finding.code}: {finding.message}"
        yield from _source(lines, finding)
        if finding.fix:
            yield f"  fix: {finding.fix}"
    counts = [
        f"{len(found)} {severity}" + "s" * (len(found) != 1) for severity in Severity if (found := report.of(severity))
    ]
    yield f"{report.path}: {report.kind}, {', '.join(counts) or 'clean'}"


def _source(lines: Sequence[str], finding: Finding) -> Iterator[str]:
    """The line and a caret below the place; of a long line the part around it."""
    line = lines[finding.line - 1] if finding.line <= len(lines) else ""
    start = max(0, finding.column - 1 - WIDTH // 2) if len(line) > WIDTH else 0
    shown = "".join(sign if sign.isprintable() else " " for sign in line[start : start + WIDTH])
    at = finding.column - 1 - start
    carets = "^" * max(1, min(finding.length, len(shown) - at))
    yield f"  {shown}"
    yield f"  {' ' * at}{carets}"


def as_github(reports: Sequence[Report]) -> str:
    """Workflow commands that annotate a change on GitHub."""
    return "\n".join(
        f"::{_COMMANDS[finding.severity]} file={_property(report.path)},line={finding.line},col={finding.column},"
        f"title={finding.code}::{_data(f'{finding.message} ({finding.fix})')}"
        for report in reports
        for finding in report.findings
    )


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_sarif(reports: Sequence[Report]) -> str:
    """SARIF 2.1.0."""
    codes = sorted({finding.code for report in reports for finding in report.findings})
    driver = {
        "name": "fake-itop check",
        "rules": [_rule(code) for code in codes],
    }
    results = [_result(report, finding) for report in reports for finding in report.findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def _rule(code: str) -> Mapping[str, Any]:
    page = pages()[code]
    return {"id": code, "shortDescription": {"text": page.title}, "fullDescription": {"text": page.text}}


def _result(report: Report, finding: Finding) -> Mapping[str, Any]:
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endColumn": finding.column + finding.length,
    }
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": quote(report.path)}, "region": region}}
    if finding.pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.pointer}]
    return {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message}. Fix: {finding.fix}" if finding.fix else finding.message},
        "locations": [location],
    }


def as_junit(reports: Sequence[Report]) -> str:
    """JUnit's XML: a test case for each file, which fails if it is not clean."""
    suite = ET.Element("testsuite", name="fake-itop check", tests=str(len(reports)))
    suite.set("failures", str(sum(not report.clean for report in reports)))
    suite.set("errors", "0")
    for report in reports:
        case = ET.SubElement(suite, "testcase", classname=str(report.kind), name=_xml(report.path))
        errors, others = (
            report.of(Severity.ERROR),
            [made for made in report.findings if made.severity is not Severity.ERROR],
        )
        if errors:
            failure = ET.SubElement(case, "failure", message=_xml(f"{len(errors)} errors"))
            failure.text = _listed(errors)
        if others:
            ET.SubElement(case, "system-out").text = _listed(others)
    suites = ET.Element("testsuites")
    suites.append(suite)
    return ET.tostring(suites, encoding="unicode", xml_declaration=False)


def _listed(findings: Iterable[Finding]) -> str:
    return _xml(
        "\n".join(f"{one.line}:{one.column}: {one.severity} {one.code}: {one.message} ({one.fix})" for one in findings)
    )


def _xml(text: str) -> str:
    """A text without what XML cannot hold."""
    return "".join(sign if sign in "\n\t" or sign.isprintable() else "?" for sign in text)


FORMATS: Mapping[str, Callable[[Sequence[Report]], str]] = {
    "text": as_text,
    "json": as_json,
    "sarif": as_sarif,
    "junit": as_junit,
    "github": as_github,
}
