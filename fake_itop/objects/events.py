"""What happens to objects, at the moment when iTop would fire triggers for it."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from fake_itop.datamodel.attributes import Blob, LogEntry
from fake_itop.objects.draft import Draft
from fake_itop.store import Record


@dataclass(frozen=True)
class ObjectEvent:
    """Something happened to an object; the draft is the very copy that is being saved, and may be changed again."""

    draft: Draft


@dataclass(frozen=True)
class ObjectCreated(ObjectEvent):
    """It was written for the first time."""


@dataclass(frozen=True)
class ObjectUpdated(ObjectEvent):
    """It was written again; ``previous`` holds the earlier value of each attribute that changed, link sets included."""

    previous: Mapping[str, Any]


@dataclass(frozen=True)
class StateLeft(ObjectEvent):
    """It is no longer in ``state``."""

    state: str


@dataclass(frozen=True)
class StateEntered(ObjectEvent):
    """It is in ``state`` now."""

    state: str


@dataclass(frozen=True)
class EntriesAdded(ObjectEvent):
    """Its case logs have new entries, ``entries``: the last thing that a write tells of."""

    entries: tuple[LogEntry, ...]


@dataclass(frozen=True)
class ThresholdReached(ObjectEvent):
    """Its stop-watch ``watch`` has run for ``percentage`` per cent of its goal."""

    watch: str
    percentage: int


@dataclass(frozen=True)
class FileDownloaded(ObjectEvent):
    """A file of it was downloaded: one of its attributes, or of an ``attachment`` of it."""

    file: Blob
    attachment: Record | None = None


@dataclass(frozen=True)
class ObjectDeleted(ObjectEvent):
    """It is about to be deleted."""


T = TypeVar("T")
Saving = Generator[ObjectEvent, None, T]
"""A write under way: gives each event when it happens, and goes on when the event was dealt with."""
