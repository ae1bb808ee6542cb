"""Chains of webhooks: which flow's write sets off which, on and on; found by reading, with nothing sent.

A chain begins with what a person may do. Along it goes what is known of the tickets on both sides, so that guards are
understood: filters that see who acts or what the ticket holds, contexts, states that do not allow a stimulus.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from fake_itop.datamodel.attributes import AttributeCaseLog
from fake_itop.datamodel.model import MetaClass
from fake_itop.doctor.effects import (
    SOMEBODY,
    Actor,
    Effect,
    effect_of_callback,
    effects,
    reactions,
    remote_actor,
)
from fake_itop.doctor.integration import Flow, Integration
from fake_itop.doctor.knowledge import Certainty, Known, Possible, implied
from fake_itop.doctor.links import TicketLinks
from fake_itop.itop.instance import Itop
from fake_itop.notifications.placeholders import forms_in

ROUNDS = 2
"""A cycle is one if it has been gone round so often and goes on."""
MANY = 20_000
"""So many steps are followed of each beginning."""

LogOf = tuple[str, str]
"""A log: the side's name and the attribute."""


@dataclass(frozen=True)
class ChainStep:
    """A flow that is set off in a chain: by whom, and what is known of the tickets of all sides then."""

    flow: Flow
    actor: Actor
    known: Mapping[str, Known]
    sure: Certainty = Certainty.YES
    lasting: bool = True
    holds: frozenset[LogOf] = frozenset()
    """Where an entry now stands that was written when the chain began."""


@dataclass(frozen=True)
class Cycle:
    """Flows of which each sets off the next, and the last the first."""

    flows: tuple[Flow, ...]
    sure: Certainty
    lasting: bool


@dataclass(frozen=True)
class Return:
    """An entry of ``log`` that comes back to the side where it was written, into ``into``, along some flows."""

    log: LogOf
    into: LogOf
    flows: tuple[Flow, ...]
    sure: Certainty


@dataclass(frozen=True)
class Copy:
    """An object that is made at the other side, and of which another one is made here again."""

    flows: tuple[Flow, ...]
    sure: Certainty


End = Cycle | Return | Copy


@dataclass(frozen=True)
class Chains:
    """All chains of an integration."""

    integration: Integration
    links: TicketLinks

    @cached_property
    def _ends(self) -> tuple[End, ...]:
        return tuple(end for flow in self.integration.flows for end in self._from(flow))

    @property
    def cycles(self) -> list[Cycle]:
        """Every cycle once, the surest account of it; it is told from its first flow in the wiring."""
        best: dict[frozenset[int], Cycle] = {}
        for end in self._ends:
            if isinstance(end, Cycle):
                name = frozenset(id(flow) for flow in end.flows)
                best[name] = max(best.get(name, end), end, key=lambda cycle: (cycle.sure.value, cycle.lasting))
        return [self._turned(cycle) for cycle in best.values()]

    def _turned(self, cycle: Cycle) -> Cycle:
        """The same cycle, beginning with the flow that comes first in the wiring."""
        first = min(range(len(cycle.flows)), key=lambda at: self.integration.flows.index(cycle.flows[at]))
        return replace(cycle, flows=cycle.flows[first:] + cycle.flows[:first])

    @property
    def returns(self) -> list[Return]:
        """Every way back of an entry, the shortest of each log and its end."""
        best: dict[tuple[LogOf, LogOf], Return] = {}
        for end in self._ends:
            if isinstance(end, Return):
                best.setdefault((end.log, end.into), end)
        return list(best.values())

    @property
    def copies(self) -> list[Copy]:
        """Every way in which an object comes back as another one."""
        best: dict[tuple[int, int], Copy] = {}
        for end in self._ends:
            if isinstance(end, Copy):
                best.setdefault((id(end.flows[0]), id(end.flows[-1])), end)
        return list(best.values())

    def _from(self, flow: Flow) -> Iterator[End]:
        waiting: deque[tuple[ChainStep, ...]] = deque((step,) for step in self._beginnings(flow))
        seen: set[tuple[object, ...]] = set()
        for _ in range(MANY):
            if not waiting:
                return
            path = waiting.popleft()
            if (what := _essence(path)) in seen:
                continue
            seen.add(what)
            yield from _returns(path)
            yield from _copies(path)
            for step in self._next(path[-1]):
                earlier = [at for at, each in enumerate(path) if each.flow is step.flow]
                if len(earlier) >= ROUNDS:
                    yield _cycle(path[earlier[-1] + 1 :], step)
                else:
                    waiting.append((*path, step))

    def _beginnings(self, flow: Flow) -> Iterator[ChainStep]:
        if flow.source is None:
            return
        known = {**self.known_of(flow), **implied(flow.side.db, flow.trigger["filter"])}
        for log in sorted(_logs_sent(flow, flow.source)) or [""]:
            holds = frozenset([(flow.side.name, log)]) if log else frozenset()
            yield ChainStep(flow, SOMEBODY, {flow.side.name: known}, holds=holds)

    def known_of(self, flow: Flow) -> dict[str, Possible]:
        """What is known of the object that sets a flow off, if it is one that has a counterpart where one is needed."""
        linked = self.links.linked(flow.side, flow.source) if flow.writes else {}
        state = flow.state
        attribute = flow.source.state_attribute if flow.source is not None else None
        return {**linked, **({attribute: frozenset([state])} if attribute and state else {})}

    def _next(self, step: ChainStep) -> Iterator[ChainStep]:
        """The flows that a flow's write sets off there, and what its callback sets off here."""
        flow = step.flow
        actor = remote_actor(flow)
        if actor is not None and flow.target is not None:
            before = self._known(step, flow.target, flow.cls)
            for effect in effects(flow, before):
                yield from self._set_off(step, effect, actor, _holds(step))
        here = effect_of_callback(flow, self._known(step, flow.side, flow.source))
        if here is not None and step.actor is not SOMEBODY:
            yield from self._set_off(step, here, step.actor.in_callback(), step.holds)

    def _known(self, step: ChainStep, side: Itop, cls: MetaClass | None) -> Known:
        return step.known.get(side.name, self.links.linked(side, cls))

    def _set_off(self, step: ChainStep, effect: Effect, actor: Actor, holds: frozenset[LogOf]) -> Iterator[ChainStep]:
        db = effect.side.db
        for reaction in reactions(effect, actor):
            seen = {**implied(db, reaction.trigger["filter"]), **effect.known}
            known = {**step.known, effect.side.name: seen}
            for flow in self.integration.flows:
                if flow.side is effect.side and flow.trigger is reaction.trigger:
                    yield ChainStep(flow, actor, known, reaction.sure, reaction.lasting, holds)


def _essence(path: tuple[ChainStep, ...]) -> tuple[object, ...]:
    """What decides how a path goes on, and what is told of it."""
    last = path[-1]
    known = frozenset((side, code, values) for side, of in last.known.items() for code, values in of.items())
    sure = min(step.sure.value for step in path)
    return (*(id(step.flow) for step in path), known, last.holds, sure, all(step.lasting for step in path))


def _cycle(path: tuple[ChainStep, ...], last: ChainStep) -> Cycle:
    steps = (*path, last)
    return Cycle(tuple(step.flow for step in steps), _sure(steps), all(step.lasting for step in steps))


def _sure(path: tuple[ChainStep, ...]) -> Certainty:
    """Whether all of a path happens."""
    sure = Certainty.YES
    for step in path:
        sure &= step.sure
    return sure


def _copies(path: tuple[ChainStep, ...]) -> Iterator[Copy]:
    first, last = path[0].flow, path[-1].flow
    if len(path) > 1 and first.creates and last.creates and last.target is first.side:
        yield Copy(tuple(step.flow for step in path), _sure(path))


def _logs_sent(flow: Flow, cls: MetaClass) -> frozenset[str]:
    """The own logs of which something is sent."""
    return frozenset(log for names in map(forms_in, flow.fields.values()) for log in logs_in(names, cls))


def logs_in(names: list[str], cls: MetaClass) -> list[str]:
    """The logs among what a text takes of an object."""
    bare = (name.partition("(")[2].rstrip(")") if "(" in name else name for name in names)
    return [code for code in bare if isinstance(cls.attributes.get(code), AttributeCaseLog)]


def _holds(step: ChainStep) -> frozenset[LogOf]:
    """Where the entry stands after a flow has brought it on."""
    return step.holds | frozenset(_brought(step))


def _brought(step: ChainStep) -> Iterator[LogOf]:
    flow, cls = step.flow, step.flow.source
    if cls is None or flow.target is None or flow.cls is None:
        return
    here = {log for side, log in step.holds if side == flow.side.name}
    for code, value in flow.fields.items():
        is_log = isinstance(flow.cls.attributes.get(code), AttributeCaseLog)
        if is_log and here & set(logs_in(forms_in(value), cls)):
            yield flow.target.name, str(code)


def _returns(path: tuple[ChainStep, ...]) -> Iterator[Return]:
    """What the last flow of a path brings back to where the path began."""
    first, last = path[0], path[-1]
    if len(path) == 1 or not first.holds or last.flow.target is not first.flow.side:
        return
    (log,) = first.holds
    sure = _sure(path)
    for into in sorted(_brought(last)):
        yield Return(log, into, tuple(step.flow for step in path), sure)
