"""Findings for people and machines: text, JSON, SARIF."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from fake_itop.check import Severity
from fake_itop.check.catalog import pages as payload_pages
from fake_itop.doctor.catalog import pages
from fake_itop.doctor.finding import Finding

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_text(name: str, findings: Sequence[Finding]) -> str:
    """For people; the last line counts."""
    return "\n".join(_lines(name, findings))


def _lines(name: str, findings: Sequence[Finding]) -> Iterator[str]:
    for finding in findings:
        yield f"{finding.where}: {finding.severity} {finding.code}: {finding.why}"
        if finding.fix:
            yield f"  fix: {finding.fix}"
    counts = [
        f"{count} {severity}{'s' * (count != 1)}"
        for severity in Severity
        if (count := sum(finding.severity is severity for finding in findings))
    ]
    yield f"{name}: {', '.join(counts) or 'nothing to say'}"


def as_json(_name: str, findings: Sequence[Finding]) -> str:
    """``{"findings": [{"code", "severity", "where", "why", "fix"}]}``."""
    return json.dumps({"findings": [finding.to_json() for finding in findings]}, ensure_ascii=False, indent=2)


def as_sarif(name: str, findings: Sequence[Finding]) -> str:
    """SARIF 2.1.0."""
    codes = sorted({finding.code for finding in findings})
    driver = {
        "name": "fake-itop doctor",
        "informationUri": "https://spdx.org/licenses/MIT.html",
        "rules": [_rule(code) for code in codes],
    }
    run = {"tool": {"driver": driver}, "results": [_result(name, finding) for finding in findings]}
    return json.dumps({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(code: str) -> Mapping[str, Any]:
    title, text = explained(code) or (code, code)
    return {"id": code, "shortDescription": {"text": title}, "fullDescription": {"text": text}}


def explained(code: str) -> tuple[str, str] | None:
    """Title and text of a code, the doctor's own or one of ``fake-itop check``; ``None`` if there is none."""
    own, other = pages().get(code), payload_pages().get(code)
    page = own or other
    return None if page is None else (page.title, page.text.strip())


def _result(name: str, finding: Finding) -> Mapping[str, Any]:
    artifact = {"physicalLocation": {"artifactLocation": {"uri": name.replace(" ", "%20")}}}
    return {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.why}. Fix: {finding.fix}"},
        "locations": [{**artifact, "logicalLocations": [{"fullyQualifiedName": finding.where}]}],
    }


FORMATS: Mapping[str, Callable[[str, Sequence[Finding]], str]] = {
    "text": as_text,
    "json": as_json,
    "sarif": as_sarif,
}
