"""All that the checks look at: the integration, how its tickets know each other, its chains, and rehearsals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from fake_itop.doctor.chains import Chains
from fake_itop.doctor.integration import Flow, Integration, Where
from fake_itop.doctor.links import TicketLinks
from fake_itop.doctor.rehearsal import Rehearsal
from fake_itop.doctor.situations import Answers
from fake_itop.findings import Finding
from fake_itop.itop.instance import Itop


@dataclass(frozen=True)
class Reading:
    """An integration with what follows from it."""

    integration: Integration

    @cached_property
    def links(self) -> TicketLinks:
        """How tickets know each other."""
        return TicketLinks(self.integration)

    @cached_property
    def chains(self) -> Chains:
        """Which webhook sets off which."""
        return Chains(self.integration, self.links)

    @cached_property
    def rehearsal(self) -> Rehearsal:
        """What single requests are answered."""
        return Rehearsal(self.links)

    @cached_property
    def answers(self) -> Answers:
        """What flows are answered, state by state; each is rehearsed once."""
        return Answers(self.integration, self.links, self.rehearsal)

    @property
    def flows(self) -> tuple[Flow, ...]:
        """Every action of every trigger."""
        return self.integration.flows

    def at(self, flow: Flow, attribute: str = "") -> Where:
        """Where a flow's action stands."""
        return self.integration.where(flow.side, flow.action, attribute)

    def at_trigger(self, flow: Flow, attribute: str = "") -> Where:
        """Where a flow's trigger stands."""
        return self.integration.where(flow.side, flow.trigger, attribute)

    def receivers(self) -> frozenset[tuple[Itop, Itop]]:
        """Who makes objects at whom: the side that transfers, and the one that gets the ticket."""
        return frozenset((flow.side, flow.target) for flow in self.flows if flow.creates and flow.target is not None)


Check = Callable[[Reading], Iterator[Finding]]
