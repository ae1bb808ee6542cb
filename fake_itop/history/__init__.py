"""Checkers over a journal: nothing lost, nothing twice, no echo, ..."""

from fake_itop.history.checkers import CHECKERS, NAMES, PAGES, check
from fake_itop.history.history import Entry, History, Transfer
from fake_itop.history.rows import Row, of_json, of_lines, of_message
from fake_itop.history.terms import Place, Telling, Terms, Tickets, of_tutorial
from fake_itop.history.violation import Checker, Violation
from fake_itop.history.writes import Write
from fake_itop.journal import JournalError, to_lines

__all__ = [
    "CHECKERS",
    "NAMES",
    "PAGES",
    "Checker",
    "Entry",
    "History",
    "JournalError",
    "Place",
    "Row",
    "Telling",
    "Terms",
    "Tickets",
    "Transfer",
    "Violation",
    "Write",
    "check",
    "of_json",
    "of_lines",
    "of_message",
    "of_tutorial",
    "to_lines",
]
