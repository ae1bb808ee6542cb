"""The doctor: reads an integration between iTops without running it, and says what will go wrong."""

from __future__ import annotations

from fake_itop.doctor.checks import CHECKS
from fake_itop.doctor.integration import Integration, Place, Refused, Where
from fake_itop.doctor.reading import Reading
from fake_itop.findings import Finding, Severity


def examine(integration: Integration) -> list[Finding]:
    """All that will go wrong, the worst first, each once; else in the order of the checks."""
    reading = Reading(integration)
    findings = dict.fromkeys(finding for check in CHECKS for finding in check(reading))
    return sorted(findings, key=lambda finding: list(Severity).index(finding.severity))


__all__ = ["Finding", "Integration", "Place", "Refused", "Severity", "Where", "examine"]
