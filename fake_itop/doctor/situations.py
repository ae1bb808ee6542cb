"""In which states a ticket may be when a webhook about it arrives, and what the webhook is answered in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fake_itop.datamodel.model import Lifecycle, MetaClass
from fake_itop.doctor.effects import accepts_key, initial_state
from fake_itop.doctor.integration import Flow, Integration
from fake_itop.doctor.knowledge import Certainty
from fake_itop.doctor.links import TicketLinks
from fake_itop.doctor.rehearsal import Rehearsal, Said
from fake_itop.itop.instance import Itop


@dataclass(frozen=True)
class Situation:
    """The states in which a ticket is when it gets its counterpart, and all that it may come to afterwards."""

    at_first: tuple[str, ...]
    later: tuple[str, ...]


def reachable(lifecycle: Lifecycle, start: str) -> tuple[str, ...]:
    """The states that people can bring an object to, ``start`` among them, in the order of the lifecycle."""
    seen, waiting = {start}, [start]
    while waiting:
        state = lifecycle.states.get(waiting.pop())
        for transition in state.transitions.values() if state is not None else ():
            if transition.target not in seen:
                seen.add(transition.target)
                waiting.append(transition.target)
    return tuple(state for state in lifecycle.states if state in seen)


@dataclass(frozen=True)
class Answers:
    """Where tickets stand, and what flows are answered there."""

    integration: Integration
    links: TicketLinks
    rehearsal: Rehearsal
    _kept: dict[int, Mapping[str, Said]] = field(default_factory=dict)

    def situation(self, side: Itop, cls: MetaClass) -> Situation:
        """Where tickets of a side stand once they have a counterpart."""
        if cls.lifecycle is None:
            return Situation(("",), ("",))
        lifecycle = cls.lifecycle
        firsts = dict.fromkeys(self._firsts(side, cls)) or dict.fromkeys(lifecycle.states)
        later = {state for first in firsts for state in reachable(lifecycle, first)}
        return Situation(tuple(firsts), tuple(state for state in lifecycle.states if state in later))

    def _firsts(self, side: Itop, cls: MetaClass) -> list[str]:
        """The states in which tickets get their counterpart: where they are transferred, and where they are made."""
        firsts = []
        for flow in self.integration.flows:
            if not flow.creates:
                continue
            if flow.side is side and flow.source is not None and flow.source.is_a(cls.name):
                firsts.append(flow.state or initial_state(flow.source))
            if flow.target is side and flow.cls is not None and flow.cls.is_a(cls.name):
                firsts.append(str(flow.fields.get(cls.state_attribute or "") or initial_state(cls)))
        return [state for state in firsts if cls.lifecycle is not None and state in cls.lifecycle.states]

    def of(self, flow: Flow) -> Mapping[str, Said]:
        """What a flow is answered in each state that its ticket over there may be in; states that its key rules out
        are left out.
        """
        if id(flow) not in self._kept:
            self._kept[id(flow)] = self._of(flow)
        return self._kept[id(flow)]

    def _of(self, flow: Flow) -> Mapping[str, Said]:
        if flow.cls is None or flow.target is None or not (flow.writes or flow.operation == "core/get"):
            return {}
        states = self.situation(flow.target, flow.cls).later
        return {state: self.rehearsal.in_state(flow, state) for state in states if self.lets_in(flow, state)}

    def lets_in(self, flow: Flow, state: str) -> bool:
        """Whether a flow's key may mean a ticket of that state that has its counterpart."""
        assert flow.target is not None
        known = self.links.linked(flow.target, flow.cls)
        attribute = flow.cls.state_attribute if flow.cls is not None else None
        about = {**known, attribute: frozenset([state])} if attribute and state else known
        return accepts_key(flow, about) is not Certainty.NO
