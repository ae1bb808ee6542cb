"""One run of a story: the world in which it happens, and the few things that actors do in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fake_itop.explore.opening import Opening, StagedAct
from fake_itop.history import History, Tickets, of_message
from fake_itop.journal import Traffic
from fake_itop.network import ConsoleAct, World
from fake_itop.network.faults import Link, Verb
from fake_itop.store import Store
from fake_itop.values.clock import seeded

NO_STIMULUS = "-"
WORKERS = 8
PACE = 60.0
"""Seconds between two acts."""
MOST_CRON_RUNS = 3


@dataclass(frozen=True)
class _Seen:
    """The two tickets as they were when the stores had these revisions."""

    revisions: tuple[int, int]
    our_state: str
    partner_ticket: int
    partner_state: str


def _state(store: Store, tickets: Tickets, ticket: int) -> str:
    record = store.get(tickets.cls, ticket)
    return str(record[tickets.state]) if record is not None else ""


class Run:
    """A world at the start of a story. The seed decides who goes on first where several can."""

    def __init__(self, opening: Opening, seed: int) -> None:
        self.opening = opening
        self.ours, self.partner = opening.terms.ours, opening.terms.partner
        self.traffic = Traffic()
        self.cut_off = False
        self._seen: _Seen | None = None
        for itop, start in zip(opening.sides.values(), opening.start, strict=True):
            itop.restore(start)
        self.world = World(self.traffic, clock=opening.clock, chance=seeded(seed))
        for name, itop in opening.sides.items():
            self.world.add(itop, workers=WORKERS)
            self.world.look_inside(name, itop)
        self.to_partner = self.world.link(self.ours, self.partner)
        self.to_us = self.world.link(self.partner, self.ours)

    # What actors see

    @property
    def our_state(self) -> str:
        """The state of our ticket."""
        return self._look().our_state

    @property
    def waits_for_partner(self) -> bool:
        """Whether our ticket is in the state of those that the partner has."""
        return self.our_state in self.opening.terms.transferred

    @property
    def was_transferred(self) -> bool:
        """Whether the partner has our ticket, or we wait for it."""
        return bool(self.partner_ticket) or self.waits_for_partner

    @property
    def partner_ticket(self) -> int:
        """The partner's newest ticket that came from us, 0 if there is none."""
        return self._look().partner_ticket

    @property
    def partner_state(self) -> str:
        """The state of the partner's ticket, empty if there is none."""
        return self._look().partner_state

    def _look(self) -> _Seen:
        """What there is to see, read anew only after something was written: every rule asks for it at every step."""
        ours, partner = (itop.db.store for itop in (self.opening.ours, self.opening.partner))
        revisions = (ours.revision, partner.revision)
        if self._seen is None or self._seen.revisions != revisions:
            here, there = (self.opening.terms.tickets[name] for name in (self.ours, self.partner))
            newest = max(partner.table(there.cls), default=0)
            ticket = newest if newest > self.opening.last_of_theirs else 0
            our_state, their_state = _state(ours, here, self.opening.ticket), _state(partner, there, ticket)
            self._seen = _Seen(revisions, our_state, ticket, their_state)
        return self._seen

    def has(self, link: Link, verb: Verb) -> bool:
        """Whether a fault is switched on."""
        return any(fault.verb is verb for fault in link.faults)

    # What they do

    def we(self, fields: Mapping[str, Any], stimulus: str = NO_STIMULUS) -> None:
        """Let our agent change our ticket."""
        self._act(self.ours, self.opening.ticket, fields, stimulus)

    def they(self, fields: Mapping[str, Any], stimulus: str = NO_STIMULUS) -> None:
        """Let the partner's agent change theirs."""
        self._act(self.partner, self.partner_ticket, fields, stimulus)

    def can(self, act: StagedAct) -> bool:
        """Whether something can be done now."""
        if act.instance == self.partner:
            state, is_there = self.partner_state, bool(self.partner_ticket)
        else:
            state, is_there = self.our_state, act.is_first or self.was_transferred
        return is_there and act.start in {"", state}

    def do(self, act: StagedAct, text: str = "", number: int = 0) -> None:
        """Let a person do it, and write a text; ``number`` decides which value is taken where several may be."""
        ticket = self.partner_ticket if act.instance == self.partner else self.opening.ticket
        record = self.opening.sides[act.instance].db.store.get(self._class(act.instance), ticket)
        now = {} if record is None else dict(zip(record.cls.columns, record.values, strict=True))
        filled = {code: key for code, key in act.filled.items() if not now.get(code)}
        others = {code: [each for each in values if each != now.get(code)] for code, values in act.chosen.items()}
        chosen = {code: values[number % len(values)] for code, values in others.items() if values}
        fields = {**act.given, **filled, **chosen, **dict.fromkeys(act.texts, text)}
        self._act(act.instance, ticket, fields, act.stimulus or NO_STIMULUS)

    def cron(self, name: str) -> None:
        """Let the background tasks run."""
        self.world.start_cron(name)
        self.world.run()

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.world.advance(seconds)

    def cut(self) -> None:
        """Let nobody reach the other."""
        self.cut_off = True
        self.world.partition(self.ours, self.partner)

    def heal(self) -> None:
        """Let both reach each other again."""
        self.cut_off = False
        self.world.heal(self.ours, self.partner)

    def close(self) -> None:
        """End the story: links heal, what is held goes on, and the background tasks run until nothing is left."""
        if self.cut_off:
            self.heal()
        for link in (self.to_partner, self.to_us):
            link.clear()
        self.world.settle()
        for _ in range(MOST_CRON_RUNS):
            if not self._queues():
                return
            self.wait(PACE)
            for name in self.opening.sides:
                self.world.cron(name)
            self.world.settle()

    def history(self) -> History:
        """What happened."""
        return History((of_message(row) for row in self.traffic.journal.rows()), self.opening.terms)

    def _act(self, name: str, ticket: int, fields: Mapping[str, Any], stimulus: str) -> None:
        self.wait(PACE)
        self.world.start_console(name, ConsoleAct(self.opening.login, self._class(name), ticket, stimulus, fields))
        self.world.run()

    def _class(self, name: str) -> str:
        return self.opening.terms.tickets[name].cls

    def _queues(self) -> bool:
        return any(itop.db.store.table("SendWebRequest") for itop in self.opening.sides.values())
