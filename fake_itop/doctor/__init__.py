"""The doctor: reads an integration between iTops without running it, and says what will go wrong."""

from __future__ import annotations

from fake_itop.check import Severity
from fake_itop.doctor.checks import CHECKS
from fake_itop.doctor.finding import Finding, in_order
from fake_itop.doctor.integration import Integration, Place, Refused, Side
from fake_itop.doctor.reading import Reading


def examine(integration: Integration) -> list[Finding]:
    """All that will go wrong, the worst first."""
    reading = Reading(integration)
    return in_order(finding for check in CHECKS for finding in check(reading))


__all__ = ["Finding", "Integration", "Place", "Refused", "Severity", "Side", "examine"]
