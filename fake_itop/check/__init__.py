"""The judge of payloads: what a real iTop would think of a template, request, reply, design, callback or query."""

from __future__ import annotations

from fake_itop.check.judge import Judge, check
from fake_itop.check.recognition import Receiver, TextKind
from fake_itop.findings import Finding, Report, Severity

__all__ = ["Finding", "Judge", "Receiver", "Report", "Severity", "TextKind", "check"]
