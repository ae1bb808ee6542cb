"""One integration over all pairs of versions, for people: a table, and below it why some pairs do not hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader
from rich.console import Console
from rich.table import Table
from rich.text import Text

from fake_itop.explore.matrix import Cause, Outcome, Pairing
from fake_itop.findings import Report, broken

LONGEST = 300
"""Letters of a complaint that are printed."""

MOST_COMPLAINTS = 3
"""So many of the complaints about a trial are printed."""


def show(pairings: Sequence[Pairing], console: Console) -> None:
    """Print the table; then, for each pair that does not hold, what is wrong and where that comes from."""
    table = Table("ours", "partner", *(each.trial.name for each in pairings[0].outcomes), "holds")
    for pairing in pairings:
        cells = [_verdict(outcome.holds) for outcome in pairing.outcomes]
        table.add_row(pairing.ours.name, pairing.partner.name, *cells, _verdict(pairing.holds))
    console.print(table)
    for pairing in pairings:
        if not pairing.holds:
            _explain(pairing, console)
    holding = sum(pairing.holds for pairing in pairings)
    console.print(Text(f"{holding} of {len(pairings)} pairs hold"))


def _explain(pairing: Pairing, console: Console) -> None:
    console.print(Text(f"ours {pairing.ours.name}, partner {pairing.partner.name}", style="bold"))
    for outcome in pairing.outcomes:
        if not outcome.holds:
            console.print(Text(f"  {outcome.trial.name}: {outcome.trial.promise}"))
            for complaint in _told(outcome):
                console.print(Text(f"    {shortened(complaint)}", style="red"))
            for reason in outcome.causes or ("the integration, on the newest versions too",):
                console.print(Text(f"    because of {reason}"))
            if outcome.advice:
                console.print(Text(f"    what to change: {outcome.advice}"))
    for cause in causes_of(pairing):
        if cause.variant is not None:
            console.print(Text(f"  {cause.side}: {cause.variant.says}"))


def causes_of(pairing: Pairing) -> list[Cause]:
    """All that a pair does not hold because of, each once."""
    return list(dict.fromkeys(cause for outcome in pairing.outcomes for cause in outcome.causes))


def shortened(complaint: str) -> str:
    """As much of a complaint as fits on a few lines."""
    return complaint if len(complaint) <= LONGEST else f"{complaint[:LONGEST]}…"


def _told(outcome: Outcome) -> list[str]:
    more = len(outcome.complaints) - MOST_COMPLAINTS
    return [*outcome.complaints[:MOST_COMPLAINTS], *([f"and {more} more"] if more > 0 else [])]


def reports_of(pairing: Pairing, wiring: str) -> list[Report]:
    """A pair as it is told beside other findings: each trial with what is wrong with it."""
    pair = f"ours {pairing.ours.name}, partner {pairing.partner.name}"
    return [
        broken(outcome.trial.name, wiring, [(pair, shortened(one)) for one in outcome.complaints], pair)
        for outcome in pairing.outcomes
    ]


def _verdict(good: bool) -> Text:
    return Text("yes" if good else "NO", style="green" if good else "red")


def page(pairings: Sequence[Pairing], wiring: str) -> str:
    """The same as a page, in itself complete."""
    environment = Environment(loader=PackageLoader("fake_itop.explore.report", "."), autoescape=True)
    template = environment.get_template("matrix.html.j2")
    return template.render(
        wiring=wiring,
        trials=[each.trial for each in pairings[0].outcomes],
        pairings=[_shown(pairing) for pairing in pairings],
    )


def _shown(pairing: Pairing) -> Mapping[str, Any]:
    return {
        "ours": str(pairing.ours),
        "partner": str(pairing.partner),
        "name": f"{pairing.ours.name} → {pairing.partner.name}",
        "holds": pairing.holds,
        "outcomes": pairing.outcomes,
        "causes": causes_of(pairing),
    }
