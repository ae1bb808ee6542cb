"""How stories about an integration begin, and what people do in them: its contract, staged on two instances."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeCaseLog,
    AttributeEnum,
    AttributeExternalKey,
    AttributeString,
    AttributeText,
)
from fake_itop.datamodel.model import Lifecycle, MetaClass
from fake_itop.doctor.integration import Integration
from fake_itop.doctor.knowledge import implied
from fake_itop.explore.opening import Opening, StagedAct
from fake_itop.history import CHECKERS, Place, Telling, Terms, Tickets
from fake_itop.integration.contract import Act, Contract, Flow, Objects, Occasion, Pair, derive
from fake_itop.integration.contract import Place as Written
from fake_itop.integration.contract.acts import (
    TAKE,
    TAKE_BACK,
    TRANSFER,
    WITH_NOTE,
    beginning,
    making_states,
    shortest,
    telling_states,
)
from fake_itop.integration.roles import OurRoles, PartnerRoles, Roles
from fake_itop.integration.simulated import SimulatedSide, SimulatedSides
from fake_itop.integration.stage import DESCRIPTION, OWN_TICKETS, TITLE, StageError, create, named, person, read
from fake_itop.network import ConsoleAct
from fake_itop.values.clock import Clock

_PROMPTS = frozenset({"must_prompt", "must_change", "mandatory"})
_PLAIN = ("", "raw", "text", "html")
"""Functions of placeholders that leave a value what it is."""
_ENTRIES = ("entry-lost", "entry-twice", "entry-intact", "order", "echo")


class NothingToPlayError(StageError):
    """An integration in which nothing happens that a story could be about: one line."""


def contract_of(name: str, itops: SimulatedSides) -> Contract:
    """The contract of an integration that is wired into instances."""
    return derive(Integration(name, [itops.itop(each) for each in itops.sides]))


@dataclass(frozen=True)
class Staging:
    """A contract on the instances that keep it; ``login`` sits at the consoles."""

    contract: Contract
    itops: SimulatedSides
    roles: Roles
    clock: Clock
    login: str

    def opening(self) -> Opening:
        """Set the stage on the instances as they are.

        Raises:
            StageError: an instance refuses what a story needs; or nothing makes an object of another one, so there is
                nothing to play.
        """
        pair = self._pair()
        for number in range(OWN_TICKETS):
            theirs = self._create(pair.there, f"The partner's own {number + 1}", ".")
        ours = self._create(pair.here, TITLE, DESCRIPTION)
        acts = tuple(staged for act in self.contract.acts if (staged := self._staged(act, pair)) is not None)
        self._begin(pair.here, ours)
        here, there = map(self._itop, pair.both)
        start = here.snapshot(), there.snapshot()
        promised = {each.checker for each in self.contract.promises}
        checkers = tuple(each for each in CHECKERS if each.name in promised)
        terms, titles = self._terms(pair), self._titles(pair)
        return Opening(here, there, start, self.clock, ours, theirs, self.login, terms, acts, titles, checkers)

    def _titles(self, pair: Pair) -> tuple[str, ...]:
        """What people name a ticket by, and the counterpart is told of."""
        sent = {flow.source for flow in self.contract.flows}
        named = (code for code, text in _texts(self._cls(pair.here), TITLE, "").items() if text)
        return tuple(code for code in named if Written(pair.here.party, code) in sent)

    def _pair(self) -> Pair:
        if not self.contract.pairs:
            why = next((f": {each}" for each in self.contract.unknown), "")
            raise NothingToPlayError(
                f"{self.contract.name}: nothing to play, as no action of a trigger makes an object at another instance "
                f"by core/create{why}; fake-itop contract shows what was read"
            )
        return self.contract.pairs[0]

    def _itop(self, objects: Objects) -> Any:
        return self.itops.itop(objects.party)

    def _cls(self, objects: Objects) -> MetaClass:
        cls: MetaClass = self._itop(objects).model[objects.cls]
        return cls

    def _side(self, objects: Objects) -> SimulatedSide:
        return self.itops.sides[objects.party]

    def _names(self, objects: Objects) -> OurRoles | PartnerRoles:
        return self.roles.ours if objects == self._pair().here else self.roles.partner

    # The tickets

    def _create(self, objects: Objects, title: str, description: str) -> int:
        side, cls = self._side(objects), self._cls(objects)
        names = self._names(objects)
        caller = person(side, names.caller) if isinstance(names, OurRoles) else _INSTALLED
        (org,) = read(side, "Person", caller, "org_id")
        keys = {"Organization": int(org), "Person": caller}
        needed = [code for code, each in cls.attributes.items() if _is_needed(cls, code, each)]
        fields = {code: _value(cls.attributes[code], keys, title) for code in needed}
        return create(side, cls.name, {**fields, **_texts(cls, title, description)})

    def _begin(self, objects: Objects, ticket: int) -> None:
        """Bring a ticket to where its stories begin."""
        cls = self._cls(objects)
        if cls.lifecycle is None:
            return
        for state, after in pairwise(shortest(cls, beginning(self.contract, objects, cls))):
            stimulus = next(
                code for code, each in cls.lifecycle.states[state].transitions.items() if each.target == after
            )
            self._apply(objects, ticket, stimulus, after)

    def _apply(self, objects: Objects, ticket: int, stimulus: str, state: str) -> None:
        side, filled = self._side(objects), self._asked(objects, stimulus, state)
        fields: dict[str, Any] = {**filled.given, **filled.filled, **dict.fromkeys(filled.texts, TITLE)}
        act = ConsoleAct(self.login, objects.cls, ticket, stimulus, fields)
        seen = side.world.console(side.name, act)
        if seen.state != state:
            why = seen.error or f"it stays {seen.state}"
            raise StageError(f"{side.name}: {self.login} cannot bring {objects.cls} {ticket} to {state}: {why}")

    # What people do

    def _staged(self, act: Act, pair: Pair) -> StagedAct | None:
        if act.objects not in pair.both:
            return None
        asked = self._asked(act.objects, act.stimulus, act.end) if act.stimulus else _Asked()
        cls, makes = self._cls(act.objects), making_states(self.contract, act.objects)
        attribute = cls.attributes.get(act.writes)
        chosen = {act.writes: tuple(map(str, attribute.values))} if isinstance(attribute, AttributeEnum) else {}
        written = (act.writes,) if act.writes and not chosen else ()
        sent = {flow.source for flow in self.contract.flows if flow.is_of_changes}
        is_sent = Written(act.objects.party, act.writes) in sent
        is_here = act.objects == pair.here
        return StagedAct(
            act.name,
            _words(act, is_here=is_here, chooses=bool(chosen)) + (": {text}" if asked.texts else ""),
            act.objects.party,
            act.stimulus,
            act.start,
            act.end,
            (*asked.texts, *written),
            asked.given,
            asked.filled,
            chosen,
            act.weight,
            is_transfer=is_here and act.name.endswith(TRANSFER),
            is_first=bool(makes & {act.start, act.end}) or is_sent,
            is_told=is_sent or act.end in telling_states(self.contract, act.objects) or act.name.endswith(TAKE),
        )

    def _asked(self, objects: Objects, stimulus: str, end: str) -> _Asked:
        """What a person gives in the form of a transition: texts always, and whom they choose."""
        cls = self._cls(objects)
        assert cls.lifecycle is not None
        own, of_state = _flags(cls.lifecycle, stimulus, end), cls.lifecycle.states[end].flags
        texts = [
            code
            for code, flags in {**of_state, **own}.items()
            if flags & _PROMPTS and "read_only" not in flags and _is_text(cls, code)
        ]
        given = {code: key for code in own if (key := self._chosen(objects, code)) is not None}
        prompted = (code for code, flags in of_state.items() if "must_prompt" in flags and code not in own)
        filled = {code: key for code in prompted if (key := self._chosen(objects, code)) is not None}
        return _Asked(tuple(texts), given, filled)

    def _chosen(self, objects: Objects, code: str) -> int | None:
        """Whom somebody chooses in a form: who plays that role."""
        side, names = self._side(objects), self._names(objects)
        attribute = self._cls(objects).attributes.get(code)
        target = attribute.target if isinstance(attribute, AttributeExternalKey) else ""
        if target == "Team":
            return named(side, "Team", names.team)
        if target == "Person":
            return person(side, names.agent)
        if target == "Organization" and isinstance(names, OurRoles):
            return named(side, "Organization", names.partner, category="partner")
        return None

    # What it is called

    def _terms(self, pair: Pair) -> Terms:
        here, there = pair.here.party, pair.there.party
        flows = [flow for flow in self.contract.flows if {flow.source.party, flow.target.party} == {here, there}]
        routes = [flow for flow in flows if flow.kind == "entries" and self._is_promised(flow, _ENTRIES)]
        values = [flow for flow in flows if flow.kind == "value" and self._is_promised(flow, ("value",))]
        notes = [flow for flow in flows if flow.kind == "note" and self._is_promised(flow, ("resolution",))]
        within = {_place(flow.source): states for flow in (*routes, *values) if (states := self._states(flow))}
        asked = {_place(flow.source): states for flow in notes if (states := self._asking(flow))}
        return Terms(
            here,
            there,
            {each.party: self._tickets(each, pair) for each in pair.both},
            frozenset(making_states(self.contract, pair.here)),
            _ways(flow for flow in routes if self._goes_on(flow)),
            _ways(flow for flow in values if all(way.function in _PLAIN for way in flow.ways)),
            tuple((_place(flow.source), _place(flow.target)) for flow in notes),
            tuple(self._tellings(pair)),
            frozenset(_split(each.about) for each in self.contract.promises if each.checker == "disclosure"),
            within | asked,
        )

    def _is_promised(self, flow: Flow, checkers: Sequence[str]) -> bool:
        return any(each.about == flow.name and each.checker in checkers for each in self.contract.promises)

    def _goes_on(self, flow: Flow) -> bool:
        """Whether it brings something to a counterpart that is there already."""
        made = {occasion for move in self.contract.moves if move.verb == "creates" for occasion in move.occasions}
        return any(way.occasion not in made for way in flow.ways)

    def _states(self, flow: Flow) -> frozenset[str]:
        """The states in which changes are sent; empty where the filters do not say."""
        found: set[str] = set()
        for way in flow.ways:
            if flow.source.attribute in way.occasion.watched:
                states = self._states_in(way.occasion)
                if not states:
                    return frozenset()
                found |= states
        return frozenset(found)

    def _asking(self, flow: Flow) -> frozenset[str]:
        """The states that ask for a text when they are entered: it is given then, whenever it is sent."""
        cls = self._cls(flow.ways[0].occasion.objects)
        states = cls.lifecycle.states.items() if cls.lifecycle is not None else ()
        return frozenset(code for code, each in states if _PROMPTS & each.flags.get(flow.source.attribute, frozenset()))

    def _states_in(self, occasion: Occasion) -> frozenset[str]:
        cls, db = self._cls(occasion.objects), self._itop(occasion.objects).db
        return frozenset(map(str, implied(db, occasion.filter).get(cls.state_attribute or "", ())))

    def _tickets(self, objects: Objects, pair: Pair) -> Tickets:
        cls = self._cls(objects)
        lifecycle = cls.lifecycle or Lifecycle("", {}, {})
        ways = {code: state.transitions for code, state in lifecycle.states.items()}
        held = (
            key.holder.attribute
            for key in pair.keys
            if key.holder.party == objects.party and key.names.attribute == _ID
        )
        return Tickets(
            cls.name,
            lifecycle.attribute,
            next(held, ""),
            tuple(code for code, each in cls.attributes.items() if isinstance(each, AttributeCaseLog)),
            {code: frozenset(way.target for way in each.values()) for code, each in ways.items()},
            {stimulus: way.target for each in ways.values() for stimulus, way in each.items()},
            frozenset(code for code, each in ways.items() if not each),
        )

    def _tellings(self, pair: Pair) -> Iterator[Telling]:
        """What states tell, state by state, as far as it is promised."""
        told = {each.about for each in self.contract.promises if each.checker == "resolution"}
        moves = [
            move for move in self.contract.moves if move.name in told and {move.source, move.target} == set(pair.both)
        ]
        said = dict.fromkeys((move.source, each.state, move.target) for move in moves for each in move.occasions)
        for source, state, target in said:
            ways = {
                start: end
                for move in moves
                if move.target == target and any(each.state == state for each in move.occasions)
                for start, end in move.states
            }
            if state:
                yield Telling(source.party, state, target.party, ways)


_INSTALLED = 1
"""The id of the person, and of the organisation, that the installer makes."""
_ID = "id"


@dataclass(frozen=True)
class _Asked:
    """What a form asks for: texts, whom to choose, and whom to choose where nobody is chosen yet."""

    texts: tuple[str, ...] = ()
    given: Mapping[str, int] = field(default_factory=dict)
    filled: Mapping[str, int] = field(default_factory=dict)


def _flags(lifecycle: Lifecycle, stimulus: str, end: str) -> Mapping[str, frozenset[str]]:
    ways = (state.transitions.get(stimulus) for state in lifecycle.states.values())
    return next((way.flags for way in ways if way is not None and way.target == end), {})


def _is_text(cls: MetaClass, code: str) -> bool:
    return isinstance(cls.attributes.get(code), AttributeString | AttributeText)


def _is_needed(cls: MetaClass, code: str, attribute: Attribute) -> bool:
    """Whether an object cannot be made, or not come far, without that."""
    if not isinstance(attribute, AttributeExternalKey | AttributeEnum) or code == cls.state_attribute:
        return False
    states = cls.lifecycle.states.values() if cls.lifecycle is not None else ()
    if isinstance(attribute, AttributeEnum):
        return not attribute.default and any("mandatory" in state.flags.get(code, ()) for state in states)
    first = next(iter(states), None)
    asked = first is not None and "mandatory" in first.flags.get(code, ())
    return attribute.target in ("Organization", "Person") and (asked or not attribute.null_allowed)


def _value(attribute: Attribute, keys: Mapping[str, int], title: str) -> Any:
    if isinstance(attribute, AttributeExternalKey):
        return keys[attribute.target]
    return str(next(iter(attribute.values))) if isinstance(attribute, AttributeEnum) else title


def _texts(cls: MetaClass, title: str, description: str) -> dict[str, str]:
    """Texts that an object has to have: its name or title, and whatever else must not be empty."""
    needed = [code for code, each in cls.attributes.items() if _is_text(cls, code) and not each.null_allowed]
    named = [code for code in needed if not isinstance(cls.attributes[code], AttributeText)]
    return {code: title if code in named else description for code in needed if code != "ref"}


def _place(place: Any) -> Place:
    return place.party, place.attribute


def _split(text: str) -> Place:
    party, _, attribute = text.partition(".")
    return party, attribute


def _ways(flows: Any) -> dict[Place, Place]:
    """Where each thing goes: what several flows carry, by the first."""
    found: dict[Place, Place] = {}
    for flow in flows:
        found.setdefault(_place(flow.source), _place(flow.target))
    return found


def _words(act: Act, *, is_here: bool, chooses: bool) -> str:
    """An act in plain words."""
    who, whose = ("Alice", "our") if is_here else ("Bob", "the partner's")
    verb, log = _said(act.stimulus.removeprefix("ev_")), _said(act.writes)
    if not act.stimulus and chooses:
        return f"{who} changes {whose} {log}"
    if not act.stimulus:
        return f"{who} writes {{text}} into {whose} {log}"
    role = act.name.removesuffix(WITH_NOTE)
    if role.endswith(TRANSFER):
        said = f"{who} transfers the ticket to the partner"
    elif role.endswith(TAKE_BACK):
        said = f"{who} takes the ticket back"
    elif role.endswith(TAKE):
        said = f"{who} takes {whose} ticket"
    elif verb == _said(act.end):
        said = f"{who} puts {whose} ticket to {verb}"
    else:
        said = f"{who} {verb}s {whose} ticket"
    return f"{said}, and notes {{text}} in the {log}" if act.writes else said


def _said(code: str) -> str:
    return code.replace("_", " ")
