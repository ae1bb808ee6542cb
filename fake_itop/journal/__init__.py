"""Every message in and out of the instances of a pair, with what caused it and how deep in a chain it is."""

from fake_itop.journal.cycle import Cycle, find_cycle
from fake_itop.journal.diagrams import draw, text_diagram
from fake_itop.journal.events import (
    Event,
    KeptRow,
    Sort,
    Telling,
    asked,
    cycles,
    events,
    is_from_outside,
    is_read,
    said,
)
from fake_itop.journal.journal import DEFAULT_MAX_ROWS, Journal
from fake_itop.journal.lines import JournalError, JsonRow, of_lines, to_lines
from fake_itop.journal.masking import mask_headers, mask_json, mask_text
from fake_itop.journal.message import Message, MessageKind
from fake_itop.journal.traffic import DEFAULT_MAX_DEPTH, InFlight, Traffic

__all__ = [
    "DEFAULT_MAX_DEPTH",
    "DEFAULT_MAX_ROWS",
    "Cycle",
    "Event",
    "InFlight",
    "Journal",
    "JournalError",
    "JsonRow",
    "KeptRow",
    "Message",
    "MessageKind",
    "Sort",
    "Telling",
    "Traffic",
    "asked",
    "cycles",
    "draw",
    "events",
    "find_cycle",
    "is_from_outside",
    "is_read",
    "mask_headers",
    "mask_json",
    "mask_text",
    "of_lines",
    "said",
    "text_diagram",
    "to_lines",
]
