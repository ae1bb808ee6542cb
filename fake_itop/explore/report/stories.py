"""A page of what a search has found: each broken promise with its shortest story, drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from fake_itop.history import CHECKERS
from fake_itop.integration.exchange import events
from fake_itop.journal import JsonRow, draw


@dataclass(frozen=True)
class BrokenPromise:
    """A broken promise: its checker's name, what happened, the story in words, what replays it, and its journal."""

    checker: str
    what: str
    story: Sequence[str]
    replay: str
    rows: Sequence[JsonRow]

    @property
    def drawing(self) -> Markup:
        """What went over the wire."""
        return Markup(draw([(self.checker, events(self.rows))]))  # noqa: S704 - all texts are escaped where they are drawn


def page(told: Sequence[BrokenPromise], wiring: str, faults: Sequence[str], exchanges: int, seconds: float) -> str:
    """The page, in itself complete; all texts are shown as text, and secrets stay masked as in the journal."""
    environment = Environment(loader=PackageLoader("fake_itop.explore.report", "."), autoescape=True)
    explanations = {checker.name: checker.explanation for checker in CHECKERS}
    broken = {each.checker for each in told}
    return environment.get_template("stories.html.j2").render(
        told=told,
        explanations=explanations,
        kept=[name for name in explanations if name not in broken],
        wiring=wiring,
        faults=", ".join(faults) or "none",
        exchanges=exchanges,
        seconds=f"{seconds:.1f}",
    )
