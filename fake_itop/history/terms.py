"""What the two sides of an exchange call things: the terms in which the checkers read a journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Place = tuple[str, str]
"""A log of an instance: its name, and the log's attribute code."""

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


@dataclass(frozen=True)
class Terms:
    """Names of instances, class and attributes, and the lifecycle; by default the tutorial's.

    ``transitions`` are the states that may follow a state, ``stimuli`` the state to which each leads.
    """

    ours: str = "ours"
    partner: str = "partner"
    cls: str = "UserRequest"
    state: str = "status"
    remote_id: str = "remote_ticketid"
    solution: str = "solution"
    private: str = "private_log"
    public: str = "public_log"
    transferred: str = "pending_partner"
    resolved: str = "resolved"
    closed: str = "closed"
    most_messages: int = 8
    """How many webhooks one act of a person may cause."""
    transitions: Mapping[str, frozenset[str]] = field(default_factory=lambda: _TRANSITIONS)
    stimuli: Mapping[str, str] = field(default_factory=lambda: _STIMULI)

    @property
    def logs(self) -> tuple[str, str]:
        """The attribute codes of both logs."""
        return self.private, self.public

    @property
    def routes(self) -> Mapping[Place, Place]:
        """Where an entry that a person writes belongs on the other side."""
        here, there = (self.ours, self.private), (self.partner, self.public)
        return {here: there, there: here}
