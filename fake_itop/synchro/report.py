"""What an import and an execution say of themselves, in the words and the order of the recordings ``synchro``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fake_itop.synchro.execution import Statistics
from fake_itop.synchro.texts import import_line, plain

RULE = "------------------------------------------------------------"

COUNTED = (
    ("Replicas", "stats_nb_replica_total"),
    ("Replicas touched since last synchro", "stats_nb_replica_seen"),
    ("Objects deleted", "stats_nb_obj_deleted"),
    ("Objects deletion errors", "stats_nb_obj_deleted_errors"),
    ("Objects obsoleted", "stats_nb_obj_obsoleted"),
    ("Objects obsolescence errors", "stats_nb_obj_obsoleted_errors"),
    ("Objects created", "stats_nb_obj_created"),
    ("Objects creation errors", "stats_nb_obj_created_errors"),
    ("Objects updated", "stats_nb_obj_updated"),
    ("Objects update errors", "stats_nb_obj_updated_errors"),
    ("Objects reconciled (updated)", "stats_nb_obj_new_updated"),
    ("Objects reconciled (unchanged)", "stats_nb_obj_new_unchanged"),
    ("Objects reconciliation errors", "stats_nb_replica_reconciled_errors"),
    ("Replica disappeared, no action taken", "stats_nb_replica_disappeared_no_action"),
)
"""What an execution counts: the words for it, and the attribute of ``SynchroLog``."""
_WITH_WARNINGS = (
    "stats_nb_obj_created",
    "stats_nb_obj_updated",
    "stats_nb_obj_new_updated",
    "stats_nb_obj_new_unchanged",
)


def statistics_lines(statistics: Statistics) -> Iterator[str]:
    """The lines that tell of an execution."""
    for label, code in COUNTED:
        count, warnings = statistics.counts.get(code, 0), statistics.counts.get(f"{code}_warnings", 0)
        yield f"{label}: {count} ({warnings} warnings)" if code in _WITH_WARNINGS else f"{label}: {count}"


class Page:
    """A text page in iTop's form for programs: lines indented by two blanks, and paragraphs wherever they come."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def line(self, text: str) -> None:
        self._parts.append(f"\n  {text}")

    def paragraph(self, text: str) -> None:
        """Add a paragraph behind what is there."""
        self._parts.append(f"<p>{plain(text)}</p>")

    def section(self, title: str, lines: Iterable[str]) -> None:
        """Add a part under a title; each of its lines is marked as a comment."""
        for text in (RULE, f" {title}", RULE, *lines):
            self.line(import_line(text))

    def text(self) -> str:
        """The page without outer blanks."""
        return "".join(self._parts).strip()


def html_page(lines: Iterable[str]) -> str:
    """A page for people, with a paragraph for each line; the layout is ours."""
    paragraphs = "".join(f"<p>{plain(line)}</p>\n" for line in lines)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Data synchronisation</title></head>\n'
        f"<body>\n{paragraphs}</body></html>\n"
    )
