"""One run of a story: the world in which it happens, and the few things that actors do in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fake_itop.defaults import seeded
from fake_itop.explore.opening import OURS, PARTNER, Opening
from fake_itop.history import History, of_message
from fake_itop.journal import Traffic
from fake_itop.world import ConsoleAct, World
from fake_itop.world.faults import Link, Verb

TICKET = "UserRequest"
NO_STIMULUS = "-"
WORKERS = 8
PACE = 60.0
"""Seconds between two acts."""
MOST_CRON_RUNS = 3


class Run:
    """A world at the start of a story. The seed decides who goes on first where several can."""

    def __init__(self, opening: Opening, seed: int) -> None:
        self.opening = opening
        self.traffic = Traffic()
        self.cut_off = False
        for side in (opening.ours, opening.partner):
            side.itop.restore(side.start)
        self.world = World(self.traffic, clock=opening.clock, chance=seeded(seed))
        for name, side in ((OURS, opening.ours), (PARTNER, opening.partner)):
            self.world.add(name, side.itop, opening.clock, side.itop.root_url, workers=WORKERS)
            self.world.look_inside(name, side.itop)
        self.to_partner = self.world.link(OURS, PARTNER)
        self.to_us = self.world.link(PARTNER, OURS)

    # What actors see

    @property
    def our_state(self) -> str:
        """The state of our ticket."""
        return self._value(self.opening.ours.itop, self.opening.ticket, "status")

    @property
    def waits_for_partner(self) -> bool:
        """Whether our ticket is in the state of those that the partner has."""
        return self.our_state == self.opening.terms.transferred

    @property
    def was_transferred(self) -> bool:
        """Whether the partner has our ticket, or we wait for it."""
        return bool(self.partner_ticket) or self.waits_for_partner

    @property
    def partner_ticket(self) -> int:
        """The partner's newest ticket that came from us, 0 if there is none."""
        newest = max(self.opening.partner.itop.db.store.table(TICKET), default=0)
        return newest if newest > self.opening.last_of_theirs else 0

    @property
    def partner_state(self) -> str:
        """The state of the partner's ticket, empty if there is none."""
        ticket = self.partner_ticket
        return self._value(self.opening.partner.itop, ticket, "status") if ticket else ""

    @staticmethod
    def _value(itop: Any, ticket: int, code: str) -> str:
        record = itop.db.store.get(TICKET, ticket)
        return str(record[code]) if record is not None else ""

    def has(self, link: Link, verb: Verb) -> bool:
        """Whether a fault is switched on."""
        return any(fault.verb is verb for fault in link.faults)

    # What they do

    def we(self, fields: Mapping[str, Any], stimulus: str = NO_STIMULUS) -> None:
        """Let our agent change our ticket."""
        self._act(OURS, self.opening.ticket, fields, stimulus)

    def transfer(self, fields: Mapping[str, Any]) -> None:
        """Let our agent give our ticket to the partner."""
        moves = self.opening.moves
        partner = {moves.partner: self.opening.partner_org} if moves.partner else {}
        self.we({**partner, **fields}, moves.transfer)

    def they(self, fields: Mapping[str, Any], stimulus: str = NO_STIMULUS) -> None:
        """Let the partner's agent change theirs."""
        self._act(PARTNER, self.partner_ticket, fields, stimulus)

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
        self.world.partition(OURS, PARTNER)

    def heal(self) -> None:
        """Let both reach each other again."""
        self.cut_off = False
        self.world.heal(OURS, PARTNER)

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
            for name in (OURS, PARTNER):
                self.world.cron(name)
            self.world.settle()

    def history(self) -> History:
        """What happened."""
        return History((of_message(row) for row in self.traffic.journal.rows()), self.opening.terms)

    def _act(self, name: str, ticket: int, fields: Mapping[str, Any], stimulus: str) -> None:
        self.wait(PACE)
        self.world.start_console(name, ConsoleAct(self.opening.login, TICKET, ticket, stimulus, fields))
        self.world.run()

    def _queues(self) -> bool:
        sides = (self.opening.ours, self.opening.partner)
        return any(side.itop.db.store.table("SendWebRequest") for side in sides)
