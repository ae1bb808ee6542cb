"""The scenarios for people: tables on a terminal, the same without colours elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fake_itop.journal import Event, Sort, cycles
from fake_itop.transfer.exchange import events
from fake_itop.transfer.report.values import shown
from fake_itop.transfer.scenarios import Played

_ARROWS = {("ours", "partner"): "ours --> partner", ("partner", "ours"): "ours <-- partner"}
_TICKET = ("ref", "status", "partner_id_friendlyname", "remote_ticketid", "private_log", "public_log")


def show(played: Sequence[Played], console: Console) -> None:
    """Print each scenario: its steps, what went over the wire, both tickets; and how many hold."""
    for number, each in enumerate(played, 1):
        _show_one(number, each, console)
    holding = sum(each.holds for each in played)
    console.print(Text(f"{holding} of {len(played)} scenarios hold", style=_style(holding == len(played))))


def _show_one(number: int, played: Played, console: Console) -> None:
    verdict = Text("holds" if played.holds else "does not hold", style=_style(played.holds))
    console.print(Text(f"{number}. {played.scenario.name}: ", style="bold") + verdict)
    console.print(Text(f"   {played.scenario.promise}"))
    console.print(_steps(played))
    for event in events(played.rows):
        console.print(_event(event))
    for cycle in cycles(played.rows):
        console.print(Text(f"   ping-pong: {cycle}", style="red"))
    console.print(_tickets(played.tickets))


def _steps(played: Played) -> Table:
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
    for code in _TICKET:
        table.add_row(code, *(Text(shown(tickets.get(side, {}).get(code, ""))) for side in ("ours", "partner")))
    return table


def _style(good: bool) -> str:
    return "green" if good else "red"
