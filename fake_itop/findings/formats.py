"""Reports for people and machines: text, JSON, SARIF, JUnit, and GitHub's annotations."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

from fake_itop.findings.catalog import Page
from fake_itop.findings.finding import Finding, Report, Severity

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
    lines = report.text.split("\n") if report.text else []
    for finding in report.findings:
        yield f"{report.path}{place(finding)}: {finding.severity} {finding.code}: {finding.message}"
        if lines and finding.line:
            yield from _source(lines, finding)
        if finding.fix:
            yield f"  fix: {finding.fix}"
    counts = [
        f"{len(found)} {severity}" + "s" * (len(found) != 1) for severity in Severity if (found := report.of(severity))
    ]
    yield f"{report.path}: {report.kind}, {', '.join(counts) or 'clean'}"


def place(finding: Finding) -> str:
    """Line and column of a finding, and the words for its place, as they follow the file's name."""
    at = f":{finding.line}:{finding.column}" if finding.line else ""
    return f"{at}: {finding.where}" if finding.where else at


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
    return "\n".join(_annotation(report, finding) for report in reports for finding in report.findings)


def _annotation(report: Report, finding: Finding) -> str:
    at = f",line={finding.line},col={finding.column}" if finding.line else ""
    where = f"{finding.where}: " if finding.where else ""
    said = f"{where}{finding.message}{_fix(finding)}"
    return f"::{_COMMANDS[finding.severity]} file={_property(report.path)}{at},title={finding.code}::{_data(said)}"


def _fix(finding: Finding) -> str:
    return f" ({finding.fix})" if finding.fix else ""


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_sarif(tool: str, reports: Sequence[Report], pages: Mapping[str, Page]) -> str:
    """SARIF 2.1.0; ``tool`` is the command, ``pages`` what there is to know about its codes."""
    codes = sorted({finding.code for report in reports for finding in report.findings})
    driver = {"name": f"fake-itop {tool}", "rules": [_rule(code, pages) for code in codes]}
    results = [_result(report, finding) for report in reports for finding in report.findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def _rule(code: str, pages: Mapping[str, Page]) -> Mapping[str, Any]:
    page = pages[code]
    return {
        "id": code,
        "shortDescription": {"text": page.title},
        "fullDescription": {"text": page.text or page.title},
    }


def _result(report: Report, finding: Finding) -> Mapping[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(report.path)}}
    if finding.line:
        physical["region"] = {
            "startLine": finding.line,
            "startColumn": finding.column,
            "endColumn": finding.column + finding.length,
        }
    location: dict[str, Any] = {"physicalLocation": physical}
    if finding.where or finding.pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.where or finding.pointer}]
    return {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message}. Fix: {finding.fix}" if finding.fix else finding.message},
        "locations": [location],
    }


def as_junit(tool: str, reports: Sequence[Report]) -> str:
    """JUnit's XML: a test case for each report, which fails if it is not clean."""
    failures = str(sum(not report.clean for report in reports))
    counts = {"tests": str(len(reports)), "failures": failures, "errors": "0"}
    root = ET.Element("testsuites", counts)
    suite = ET.SubElement(root, "testsuite", {"name": f"fake-itop {tool}", **counts})
    for report in reports:
        case = ET.SubElement(suite, "testcase", classname=_xml(report.kind), name=_xml(report.name or report.path))
        errors = report.of(Severity.ERROR)
        others = [finding for finding in report.findings if finding.severity is not Severity.ERROR]
        if errors:
            more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
            failure = ET.SubElement(case, "failure", message=_xml(f"{errors[0].message}{more}"))
            failure.text = _listed(errors)
        if others:
            ET.SubElement(case, "system-out").text = _listed(others)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True)


def _listed(findings: Iterable[Finding]) -> str:
    said = (f"{place(one)}: {one.severity} {one.code}: {one.message}{_fix(one)}" for one in findings)
    return _xml("\n".join(line.lstrip(": ") for line in said))


_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _xml(text: str) -> str:
    """A text without what XML cannot hold."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


FORMATS: Mapping[str, Callable[[str, Sequence[Report], Mapping[str, Page]], str]] = {
    "text": lambda _tool, reports, _pages: as_text(reports),
    "json": lambda _tool, reports, _pages: as_json(reports),
    "sarif": as_sarif,
    "junit": lambda tool, reports, _pages: as_junit(tool, reports),
    "github": lambda _tool, reports, _pages: as_github(reports),
}
"""All formats, by name: each makes of a command's name, its reports and the pages of its codes a text."""
