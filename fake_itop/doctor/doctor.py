"""The doctor's round: every check on one integration."""

from __future__ import annotations

from fake_itop.doctor.checks import CHECKS
from fake_itop.doctor.finding import Finding, in_order
from fake_itop.doctor.integration import Integration
from fake_itop.doctor.reading import Reading


def examine(integration: Integration) -> list[Finding]:
    """All that will go wrong, the worst first."""
    reading = Reading(integration)
    return in_order(finding for check in CHECKS for finding in check(reading))
