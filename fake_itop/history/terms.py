"""What the two sides of an exchange call things: the terms in which the checkers read a journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

Place = tuple[str, str]
"""An attribute of an instance's tickets, mostly a log: the instance's name, and the attribute's code."""


@dataclass(frozen=True)
class Tickets:
    """The tickets of an instance: their class, and the attributes that matter.

    ``remote_id`` holds the other side's id, empty where none does. ``transitions`` are the states that may follow a
    state, ``stimuli`` the state to which each leads, ``ends`` the states of tickets that nobody works on any more.
    """

    cls: str
    state: str = "status"
    remote_id: str = ""
    logs: tuple[str, ...] = ()
    transitions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    stimuli: Mapping[str, str] = field(default_factory=dict)
    ends: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Telling:
    """What a ticket that enters a state tells the other side.

    ``ways`` say to which state the other ticket then goes, by the state in which it is.
    """

    source: str
    state: str
    target: str
    ways: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Terms:
    """Names of instances, classes and attributes, and what goes from where to where.

    Args:
        ours: the instance whose tickets are transferred.
        partner: the one that gets them.
        tickets: the tickets of both, by instance.
        transferred: the states of our tickets in which the partner has them.
        routes: where an entry that a person writes belongs on the other side.
        values: where a value that a person sets belongs on the other side.
        notes: which texts that a person sets become entries on the other side, and of which log.
        tellings: what states tell the other side.
        secret: logs whose entries never leave their instance.
        within: in which states of its ticket something is sent at all, by where it stands; always, where it is missing.
        most_messages: how many webhooks one act of a person may cause.
    """

    ours: str
    partner: str
    tickets: Mapping[str, Tickets]
    transferred: frozenset[str]
    routes: Mapping[Place, Place]
    values: Mapping[Place, Place] = field(default_factory=dict)
    notes: tuple[tuple[Place, Place], ...] = ()
    tellings: tuple[Telling, ...] = ()
    secret: frozenset[Place] = frozenset()
    within: Mapping[Place, frozenset[str]] = field(default_factory=dict)
    most_messages: int = 8

    @cached_property
    def closed(self) -> frozenset[Place]:
        """The logs into which nothing comes from the other side."""
        logs = {(name, log) for name, each in self.tickets.items() for log in each.logs}
        return frozenset(logs - {*self.routes.values(), *(place for _, place in self.notes)})


_TRANSITIONS: Mapping[str, frozenset[str]] = {
    "new": frozenset({"assigned", "escalated_tto", "waiting_for_approval", "resolved"}),
    "escalated_tto": frozenset({"assigned"}),
    "assigned": frozenset({"pending", "resolved", "escalated_ttr", "pending_partner"}),
    "escalated_ttr": frozenset({"pending", "resolved", "assigned"}),
    "waiting_for_approval": frozenset({"approved", "rejected"}),
    "approved": frozenset({"escalated_tto", "assigned", "resolved"}),
    "rejected": frozenset({"new"}),
    "pending": frozenset({"assigned", "resolved"}),
    "resolved": frozenset({"closed", "assigned"}),
    "pending_partner": frozenset({"assigned"}),
}
_STIMULI: Mapping[str, str] = {
    "ev_approve": "approved",
    "ev_assign": "assigned",
    "ev_autoresolve": "resolved",
    "ev_close": "closed",
    "ev_partnerupdate": "assigned",
    "ev_pending": "pending",
    "ev_pendingpartner": "pending_partner",
    "ev_reassign": "assigned",
    "ev_reject": "rejected",
    "ev_reopen": "assigned",
    "ev_resolve": "resolved",
    "ev_wait_for_approval": "waiting_for_approval",
}


def of_tutorial(
    ours: str = "ours",
    partner: str = "partner",
    cls: str = "UserRequest",
    private: str = "private_log",
    public: str = "public_log",
) -> Terms:
    """The terms of the tutorial "Transfer Ticket to another iTop", for a journal that comes without its wiring."""
    logs = (private, public)
    tickets = Tickets(cls, "status", "remote_ticketid", logs, _TRANSITIONS, _STIMULI, frozenset({"closed"}))
    here, there = (ours, private), (partner, public)
    resolved = Telling(partner, "resolved", ours, {"pending_partner": "assigned"})
    return Terms(
        ours,
        partner,
        {ours: tickets, partner: tickets},
        transferred=frozenset({"pending_partner"}),
        routes={here: there, there: here},
        notes=(((partner, "solution"), here),),
        within={(partner, "solution"): frozenset({"resolved"})},
        tellings=(resolved,),
        secret=frozenset({(partner, private)}),
    )
