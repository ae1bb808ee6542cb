"""How every story begins: two wired instances, our ticket assigned to our agent, and a partner with tickets."""

from __future__ import annotations

from dataclasses import dataclass

from fake_itop.history import Terms
from fake_itop.itop.instance import InstanceSnapshot, Itop
from fake_itop.values.clock import Clock

OURS, PARTNER = "ours", "partner"


@dataclass(frozen=True)
class Moves:
    """How our agent gives a ticket away and takes it back: stimuli, and the attribute that names the partner.

    An empty ``take_back`` or ``partner`` is one that the design does not have.
    """

    transfer: str = "ev_pendingpartner"
    take_back: str = "ev_partnerupdate"
    partner: str = "partner_id"


@dataclass(frozen=True)
class Side:
    """An instance, and the state in which a story finds it."""

    itop: Itop
    start: InstanceSnapshot


@dataclass(frozen=True)
class Opening:
    """The two sides, their clock, and what the actors need to know.

    ``ticket`` is our ticket's id. ``partner_org`` is the organisation that our agent chooses. ``last_of_theirs`` is the
    highest id of the partner's own tickets. ``team`` and ``agent`` take tickets at the partner. ``login`` sits at both
    consoles.
    """

    ours: Side
    partner: Side
    clock: Clock
    ticket: int
    partner_org: int
    last_of_theirs: int
    team: int
    agent: int
    login: str
    terms: Terms
    moves: Moves
