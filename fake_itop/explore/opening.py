"""How every story begins: two wired instances, our ticket assigned to our agent, and a partner with tickets."""

from __future__ import annotations

from dataclasses import dataclass

from fake_itop.clock import Clock
from fake_itop.history import Terms
from fake_itop.instance import InstanceSnapshot, Itop

OURS, PARTNER = "ours", "partner"
AGENT = "admin"
"""Who acts in the consoles of both."""


@dataclass(frozen=True)
class Side:
    """An instance, and the state in which a story finds it."""

    itop: Itop
    start: InstanceSnapshot


@dataclass(frozen=True)
class Opening:
    """The two sides, their clock, and what the actors need to know.

    ``ticket`` is our ticket's id. ``partner_org`` is the organisation that our agent chooses. ``last_of_theirs`` is the
    highest id of the partner's own tickets. ``team`` and ``agent`` are who takes tickets at the partner.
    """

    ours: Side
    partner: Side
    clock: Clock
    ticket: int
    partner_org: int
    last_of_theirs: int
    team: int
    agent: int
    terms: Terms
