"""What became of scenarios, for people and for machines: tables, a page, findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup
from rich.console import Console
from rich.table import Table
from rich.text import Text

from fake_itop.findings import Report, broken
from fake_itop.integration.exchange import events
from fake_itop.integration.scenarios import PlayedScenario
from fake_itop.journal import Event, Sort, cycles, draw


def shown(value: Any) -> str:
    """A value in one line: case logs by their entries, an empty one as a dash."""
    if isinstance(value, dict) and "entries" in value:
        value = [f"{entry['user_login']}: {entry['message']}" for entry in value["entries"]]
    if isinstance(value, list):
        return _list([" ".join(str(each).split()) for each in value])
    return " ".join(str(value).split()) or "-"


def _list(texts: list[str]) -> str:
    """Entries that repeat in a row are told once, and counted: a ping-pong writes many."""
    told: list[tuple[str, int]] = []
    for text in texts:
        if told and told[-1][0] == text:
            told[-1] = (text, told[-1][1] + 1)
        else:
            told.append((text, 1))
    return " | ".join(text if times == 1 else f"{text} ({times} times)" for text, times in told) or "-"


def page(played: Sequence[PlayedScenario], wiring: str) -> str:
    """The page, in itself complete; all values are shown as text, and secrets stay masked as in the journal."""
    environment = Environment(loader=PackageLoader("fake_itop.integration.report", "."), autoescape=True)
    template = environment.get_template("report.html.j2")
    return template.render(
        wiring=wiring, holding=sum(each.holds for each in played), scenarios=[_scenario(each) for each in played]
    )


def _scenario(played: PlayedScenario) -> Mapping[str, Any]:
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


def report(played: PlayedScenario, wiring: str) -> Report:
    """A scenario as it is told beside other findings: each step that does not hold."""
    wrong = [
        (step.what, f"expected {shown(step.expected)}, got {shown(step.got)}")
        for step in played.steps
        if not step.holds
    ]
    return broken(played.scenario.name, wiring, wrong, "scenario")


_ARROWS = {("ours", "partner"): "ours --> partner", ("partner", "ours"): "ours <-- partner"}
_TICKET = ("ref", "status", "partner_id_friendlyname", "remote_ticketid", "private_log", "public_log")


def show(played: Sequence[PlayedScenario], console: Console) -> None:
    """Print each scenario: its steps, what went over the wire, both tickets; and how many hold."""
    for number, each in enumerate(played, 1):
        _show_one(number, each, console)
    holding = sum(each.holds for each in played)
    console.print(Text(f"{holding} of {len(played)} scenarios hold", style=_style(holding == len(played))))


def _show_one(number: int, played: PlayedScenario, console: Console) -> None:
    verdict = Text("holds" if played.holds else "does not hold", style=_style(played.holds))
    console.print(Text(f"{number}. {played.scenario.name}: ", style="bold") + verdict)
    console.print(Text(f"   {played.scenario.promise}"))
    console.print(_steps(played))
    for event in events(played.rows):
        console.print(_event(event))
    for cycle in cycles(played.rows):
        console.print(Text(f"   ping-pong: {cycle}", style="red"))
    console.print(_tickets(played.tickets))


def _steps(played: PlayedScenario) -> Table:
    table = Table("", "what", "expected", "got")
    for step in played.steps:
        mark = Text("ok" if step.holds else "NO", style=_style(step.holds))
        table.add_row(mark, Text(step.what), Text(shown(step.expected)), Text(shown(step.got)))
    return table


def _event(event: Event) -> Text:
    where = event.lane if event.sort is Sort.ACT else _ARROWS[event.lane, event.to]
    return Text(f"   {where:<17} {event.text}", style="red" if event.failed else "")


def _tickets(tickets: Mapping[str, Mapping[str, Any]]) -> Table:
    table = Table("ticket", "ours", "partner")
    codes = list(dict.fromkeys(code for each in tickets.values() for code in each))
    for code in _TICKET if set(_TICKET) <= set(codes) else codes:
        table.add_row(code, *(Text(shown(tickets.get(side, {}).get(code, ""))) for side in ("ours", "partner")))
    return table


def _style(good: bool) -> str:
    return "green" if good else "red"
