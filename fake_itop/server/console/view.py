"""What a page of the console shows, as its address says it: each of the two sides, a message, a notice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Self
from urllib.parse import parse_qsl, urlencode


class View:
    """The state of the desk in one browser window, all of which is in the address: it can be kept, sent and reloaded.

    ``<side>`` is the ticket that a side shows (``UserRequest::3``), ``<side>-form`` the form that is open in it,
    ``<side>-find`` what its list is searched for; ``message`` and ``notice`` are numbers; ``reads`` is there where
    calls that only look are shown.
    """

    def __init__(self, sides: Iterable[str], given: Mapping[str, str]) -> None:
        self._sides = tuple(sides)
        known = {"message", "notice", "reads", *self._sides}
        known.update(f"{side}-{what}" for side in self._sides for what in ("form", "find"))
        self._given = {key: value for key, value in given.items() if key in known and value}

    @classmethod
    def of(cls, sides: Iterable[str], query: str) -> Self:
        """The view of a query string."""
        return cls(sides, dict(parse_qsl(query)))

    def ticket(self, side: str) -> tuple[str, int] | None:
        """Class and id of the ticket that a side shows."""
        name, _, key = self._given.get(side, "").partition("::")
        return (name, int(key)) if key.isdecimal() and len(key) < len("10000000000") else None

    def form(self, side: str) -> str:
        """The form that is open in a side, empty for none."""
        return self._given.get(f"{side}-form", "")

    def find(self, side: str) -> str:
        """What a side's list is searched for, empty for nothing."""
        return self._given.get(f"{side}-find", "")

    @property
    def has_reads(self) -> bool:
        """Whether calls that only look are shown."""
        return "reads" in self._given

    def others(self, *left_out: str) -> list[tuple[str, str]]:
        """The view's parts but some, for a form that leads to another view."""
        return [(key, value) for key, value in self._given.items() if key not in ("notice", *left_out)]

    def number(self, name: str) -> int | None:
        """The ``message`` or the ``notice``."""
        text = self._given.get(name, "")
        return int(text) if text.isdecimal() and len(text) < len("10000000000") else None

    @property
    def query(self) -> str:
        """The view as a query string."""
        return urlencode(self._given)

    def to(self, **changes: object) -> str:
        """The address of this view with something changed, and without its notice; ``side_form`` is ``side-form``."""
        named = {key.replace("_", "-"): value for key, value in changes.items()}
        changed = {
            **self._given,
            "notice": "",
            **{key: "" if value is None else str(value) for key, value in named.items()},
        }
        query = View(self._sides, changed).query
        return f"/?{query}" if query else "/"

    def show(self, side: str, ticket: str = "", form: str = "") -> str:
        """The address of this view with another ticket, and another form, in a side."""
        return self.to(**{side: ticket, f"{side}_form": form})
