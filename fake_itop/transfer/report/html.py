"""A page that holds all of a run: what was proved, what went over the wire, and what the tickets then were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from fake_itop.journal import cycles, draw
from fake_itop.transfer.exchange import events
from fake_itop.transfer.report.values import shown
from fake_itop.transfer.scenarios import Played


def page(played: Sequence[Played], wiring: str) -> str:
    """The page, in itself complete; all values are shown as text, and secrets stay masked as in the journal."""
    environment = Environment(loader=PackageLoader("fake_itop.transfer.report", "."), autoescape=True)
    template = environment.get_template("report.html.j2")
    return template.render(
        wiring=wiring, holding=sum(each.holds for each in played), scenarios=[_scenario(each) for each in played]
    )


def _scenario(played: Played) -> Mapping[str, Any]:
    drawing = draw([(played.scenario.name, events(played.rows))])
    return {
        "name": played.scenario.name,
        "promise": played.scenario.promise,
        "holds": played.holds,
        "steps": [(step.what, shown(step.expected), shown(step.got), step.holds) for step in played.steps],
        "cycles": cycles(played.rows),
        "drawing": Markup(drawing),  # noqa: S704 - all texts in it are escaped where they are drawn
        "tickets": _compared(played.tickets),
    }


def _compared(tickets: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    ours, partner = (tickets.get(side, {}) for side in ("ours", "partner"))
    return [(code, shown(ours.get(code, "")), shown(partner.get(code, ""))) for code in {**ours, **partner}]
