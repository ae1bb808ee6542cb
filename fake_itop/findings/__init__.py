"""Findings, whoever makes them: what one is, the page of each, how they are told, and which were accepted."""

from fake_itop.findings.catalog import Page, pages, severity_of
from fake_itop.findings.finding import Finding, Pointer, Report, Severity, broken, json_pointer

__all__ = [
    "Finding",
    "Page",
    "Pointer",
    "Report",
    "Severity",
    "broken",
    "json_pointer",
    "pages",
    "severity_of",
]
