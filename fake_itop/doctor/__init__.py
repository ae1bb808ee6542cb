"""The doctor: reads an integration between iTops without running it, and says what will go wrong."""

from __future__ import annotations

from fake_itop.doctor.doctor import examine
from fake_itop.doctor.finding import Finding
from fake_itop.doctor.integration import Integration, Place, Refused, Side
from fake_itop.payloads import Severity

__all__ = ["Finding", "Integration", "Place", "Refused", "Severity", "Side", "examine"]
