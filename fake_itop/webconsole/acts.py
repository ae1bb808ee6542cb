"""What people do at the console, carried out: each gives the notice that tells what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from fake_itop.network import ConsoleAct, ConsoleCreation
from fake_itop.server.parameters import Refused, moment
from fake_itop.store import Record
from fake_itop.webconsole import fields, tickets
from fake_itop.webconsole.desk import Desk, Notice, Seat, WayOut

FURTHEST = timedelta(days=3660).total_seconds()
"""How far the clock is moved at once, in seconds."""


async def act(seat: Seat, record: Record, form: fields.Form, typed: Mapping[str, str]) -> Notice:
    """Fill in a ticket's form, as the person who was chosen in it."""
    async with seat.served.turn:
        answers = fields.answers(record.cls, typed)
        name = tickets.row(seat, record).ref
        lacking = fields.missing(form, answers)
        before = tickets.state(record).label
    if lacking:
        return _lacking(form, lacking, typed)
    if not answers and form.stimulus == "-":
        return Notice(f"{name}: nothing was changed, so nothing was done.", typed=typed)
    doing = ConsoleAct(typed["login"], record.cls.name, record.id, form.stimulus, answers)
    answer = await seat.served.console(doing)
    if answer.error:
        return Notice(f"{name} was refused: {answer.error}", is_error=True, typed=typed)
    after = tickets.state_label(record.cls, answer.state)
    return Notice(f"{name}: {form.done}{f', {before} → {after}' if before != after else ''}.")


async def create(seat: Seat, cls: str, form: fields.Form, typed: Mapping[str, str]) -> tuple[Notice, int]:
    """Make a ticket; gives its id too, 0 where it was refused."""
    answers = fields.answers_of_new(form, fields.answers(seat.db.model[cls], typed))
    lacking = fields.missing(form, answers)
    if lacking:
        return _lacking(form, lacking, typed), 0
    answer = await seat.served.console_create(ConsoleCreation(typed["login"], cls, answers))
    if answer.error:
        return Notice(f"It was refused: {answer.error}", is_error=True, typed=typed), 0
    async with seat.served.turn:
        record = seat.db.store.get(cls, answer.key)
        ref = tickets.row(seat, record).ref if record is not None else f"{cls}::{answer.key}"
    return Notice(f"{ref} was created."), answer.key


async def cron(seat: Seat) -> Notice:
    """Run an instance's background tasks."""
    answer = await seat.served.cron()
    return Notice(f"{seat.title}: background tasks have run, {answer.sent} queued webhooks were sent.")


async def turn(seat: Seat, way: str) -> Notice:
    """Open, hold or cut the way out of an instance."""
    if way not in list(WayOut):
        return Notice(f"The way out can be {', '.join(WayOut)}, not {way!r}.", is_error=True)
    held = seat.waiting
    seat.turn(WayOut(way))
    told = {
        WayOut.OPEN: f"webhooks get through again{f', {held} that waited go on' if held else ''}.",
        WayOut.HELD: "webhooks are held back until you release them, or until they time out.",
        WayOut.CUT: "webhooks are refused the connection from now on.",
    }
    return Notice(f"{seat.title}: {told[WayOut(way)]}")


async def move(desk: Desk, typed: Mapping[str, str]) -> Notice:
    """Move the clocks of all instances on by some time, or to a moment."""
    try:
        async with desk.turn:
            _move(desk, typed)
    except (Refused, OverflowError, ValueError) as error:
        return Notice(f"The clocks were not moved: {error}", is_error=True, typed=typed)
    now = next(iter(desk.seats.values())).clock.sql_now()
    return Notice(f"It is now {now}. What is due happens when the background tasks run.")


def _move(desk: Desk, typed: Mapping[str, str]) -> None:
    if typed.get("moment"):
        goal = moment(typed["moment"])
        for seat in desk.seats.values():
            seat.clock.set(goal)
    else:
        seconds = _seconds(typed.get("amount", ""), typed.get("unit", ""))
        for seat in desk.seats.values():
            seat.clock.advance(seconds)


async def start(desk: Desk) -> Notice:
    """Bring all instances back to the state at start, journal and clock included, and open the ways out of them."""
    async with desk.turn:
        for seat in desk.seats.values():
            seat.turn(WayOut.OPEN)  # first, as the journal is to be empty then
            seat.served.reset()
    return Notice("All is as it was at the start.")


UNITS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}


def _seconds(amount: str, unit: str) -> float:
    try:
        seconds = float(amount) * UNITS[unit]
    except (ValueError, KeyError):
        raise ValueError(f"{amount!r} {unit} is no time; right would be 15 minutes") from None
    if not 0 <= seconds <= FURTHEST:
        raise ValueError(f"{amount} {unit} is too far; clocks go forward, ten years at most")
    return seconds


def _lacking(form: fields.Form, labels: list[str], typed: Mapping[str, str]) -> Notice:
    return Notice(
        f"{form.title}: {' and '.join(labels)} must be filled in. Nothing was done.", is_error=True, typed=typed
    )
