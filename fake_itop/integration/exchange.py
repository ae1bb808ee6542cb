"""What went over the wire in a scenario, without what sets the stage and what happens inside the instances."""

from __future__ import annotations

from collections.abc import Sequence

from fake_itop import journal
from fake_itop.integration.stage import COMMENT
from fake_itop.journal import Event, JsonRow, Telling, asked, is_from_outside, is_read

MESSAGES = frozenset({"request", "webhook", "console", "cron"})
"""What travels, and what a person or the clock does directly."""

NOTES = frozenset({"log", "mail", "news"})
"""What an instance leaves behind meanwhile."""


def is_stagehand(row: JsonRow) -> bool:
    """Whether a message is a call from outside that only looks, or sets the stage."""
    return is_read(row) or (is_from_outside(row) and asked(row).get("comment") == COMMENT)


SCENARIO = Telling(is_hidden=is_stagehand, kinds=MESSAGES)


def events(rows: Sequence[JsonRow]) -> list[Event]:
    """The events of a journal, each answer after all that happened before it was given."""
    return journal.events(rows, SCENARIO)
