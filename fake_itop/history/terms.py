"""What the two sides of an exchange call things: the terms in which the checkers read a journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Place = tuple[str, str]
"""A log of an instance: its name, and the log's attribute code."""

_STANDARD: Mapping[str, frozenset[str]] = {
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


@dataclass(frozen=True)
class Terms:
    """Names of instances, class and attributes, and which states may follow each other; by default the tutorial's."""

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
    most_messages: int = 8
    """How many webhooks one act of a person may cause."""
    transitions: Mapping[str, frozenset[str]] = field(default_factory=lambda: _STANDARD)

    @property
    def routes(self) -> Mapping[Place, Place]:
        """Where an entry that a person writes belongs on the other side."""
        here, there = (self.ours, self.private), (self.partner, self.public)
        return {here: there, there: here}
