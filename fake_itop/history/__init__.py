"""Checkers over a journal: nothing lost, nothing twice, no echo, ..."""

from fake_itop.history.checkers import CHECKERS, NAMES, check
from fake_itop.history.history import History
from fake_itop.history.rows import JournalError, Row, of_json, of_lines, of_message, to_lines
from fake_itop.history.terms import Terms
from fake_itop.history.violation import Checker, Finding, Violation

__all__ = [
    "CHECKERS",
    "NAMES",
    "Checker",
    "Finding",
    "History",
    "JournalError",
    "Row",
    "Terms",
    "Violation",
    "check",
    "of_json",
    "of_lines",
    "of_message",
    "to_lines",
]
