"""What a page of the console shows, as its address says it: each of the two sides, a message, a notice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final, Self
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from fake_itop.values.budget import breathe

LINE = 160
"""Letters of a title in a list."""

PASSAGE = 4000
"""Letters of a description, a log entry or a body on a page; the whole is one link away."""


@dataclass(frozen=True)
class Excerpt:
    """The beginning of a text, and how many letters were left out."""

    text: str
    left_out: int = 0


def passage(text: str, limit: int = PASSAGE) -> Excerpt:
    """As much of a text as fits."""
    return Excerpt(text) if len(text) <= limit else Excerpt(text[:limit], len(text) - limit)


def line(text: object) -> str:
    joined = " ".join(str(text)[: 4 * LINE].split())
    return joined if len(joined) <= LINE else f"{joined[: LINE - 1]}…"


STATIC: Final = {
    "console.css": "text/css",
    "console.js": "text/javascript",
    "htmx.min.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
"""All files that the console gives out, by name: there is no way from a request to any other."""


class Pages:
    """Renders the console's templates."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=PackageLoader("fake_itop.webconsole"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._static = {name: _file(name) for name in STATIC}

    def render(self, template: str, **values: Any) -> str:
        """The page that a template makes of values; the pieces of a long one let others have a turn."""
        pieces = []
        for piece in self._environment.get_template(f"{template}.html.j2").generate(**values):
            pieces.append(piece)
            breathe()
        return "".join(pieces)

    def static(self, name: str) -> tuple[bytes, str] | None:
        """A file and its type, if there is one of that name."""
        return (self._static[name], STATIC[name]) if name in STATIC else None


def _file(name: str) -> bytes:
    return resources.files(__package__).joinpath("static", name).read_bytes()


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
