"""Who acts, from where, and what the history will say of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from fake_itop.store import Record

CONSOLE, PORTAL = "GUI:Console", "GUI:Portal"
CONTEXTS = ("REST/JSON", CONSOLE, PORTAL, "CRON", "Synchro", "Setup")
"""The context tags that triggers may ask for (docs/itop/webhooks.md)."""

Visibility = Callable[[Record], bool]


@dataclass
class Session:
    """One person or program acting on an instance during one request.

    ``name`` is how log entries and the history name the actor: the contact's friendly name, or the login.
    ``visible`` tells which objects the actor may see; ``None`` where that is all of them.
    ``tags`` are the context tags in force, such as ``REST/JSON`` or ``GUI:Console``.
    """

    login: str
    user_id: int = 0
    contact_id: int = 0
    name: str = ""
    is_administrator: bool = False
    visible: Visibility | None = None
    tags: list[str] = field(default_factory=list)
    comment: str | None = None
    origin: str = "interactive"
    saving: set[Hashable] = field(default_factory=set)
    """What is being saved, as the database's guard names it."""
    change_id: int | None = None
    """The ``CMDBChange`` of this request, once something was written."""

    def sees(self, record: Record) -> bool:
        """Whether the actor may see an object."""
        return self.visible is None or self.visible(record)

    @contextmanager
    def tagged(self, tag: str) -> Iterator[None]:
        """Act with one more context tag."""
        self.tags.append(tag)
        try:
            yield
        finally:
            self.tags.pop()
