"""The contract of an integration as a value: who sends what to whom, when, and what therefore has to hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["entries", "note", "value"]
"""``entries`` of a log that come to a log, a value that becomes a log's entry (``note``), or one that is copied."""
Verb = Literal["creates", "applies", "sets", "deletes"]
"""What a request does to the object over there."""


@dataclass(frozen=True, order=True)
class Party:
    """Somebody who takes part: an ``iTop``, or another ``receiver`` to which a connection leads."""

    name: str
    kind: Literal["iTop", "receiver"] = "iTop"


@dataclass(frozen=True, order=True)
class Objects:
    """The objects of a class at a party; of a receiver that is no iTop the class is not known, and empty."""

    party: str
    cls: str

    def __str__(self) -> str:
        return f"{self.party} {self.cls}".rstrip()


@dataclass(frozen=True, order=True)
class Place:
    """An attribute of a party's objects, or where in a receiver's payload a value stands (``fields.summary``)."""

    party: str
    attribute: str

    def __str__(self) -> str:
        return f"{self.party}.{self.attribute}"


@dataclass(frozen=True, order=True)
class Key:
    """``holder`` has the same value as ``names``, an attribute or the id of the counterpart."""

    holder: Place
    names: Place

    def __str__(self) -> str:
        return f"{self.holder} = {self.names}"


@dataclass(frozen=True)
class Pair:
    """Objects that belong together: one of ``there`` is made of each of ``here`` by the action ``made_by``.

    ``keys`` say by which attributes later requests find the other one.
    """

    here: Objects
    there: Objects
    made_by: str
    keys: tuple[Key, ...] = ()

    @property
    def both(self) -> tuple[Objects, Objects]:
        """The objects of both sides."""
        return self.here, self.there


@dataclass(frozen=True)
class Occasion:
    """When something is sent: an action of a trigger, and what the trigger waits for.

    ``event`` says it in words (``enters assigned``, ``urgency changes``); ``state`` and ``watched`` are the state and
    the attributes of it. ``context`` names the contexts that count, any where it is empty; ``filter`` is the trigger's.
    ``later`` where background tasks send it.
    """

    objects: Objects
    action: str
    event: str
    state: str = ""
    watched: tuple[str, ...] = ()
    filter: str = ""
    context: tuple[str, ...] = ()
    later: bool = False

    def __str__(self) -> str:
        limits = [f"if {self.filter.partition(' WHERE ')[2] or self.filter}" if self.filter else ""]
        limits += [f"in {', '.join(self.context)}" if self.context else "", "by cron" if self.later else ""]
        return ", ".join(filter(None, (self.event, *limits)))


@dataclass(frozen=True)
class Way:
    """One way of a flow: its occasion, and the ``function`` of the placeholder (``head``), empty where there is none.

    ``mixed`` where the text that is sent has more in it than the one value.
    """

    occasion: Occasion
    function: str = ""
    mixed: bool = False

    def __str__(self) -> str:
        return str(self.occasion) + (f", as {self.function}" if self.function else "") + (", in a text" * self.mixed)


@dataclass(frozen=True)
class Flow:
    """What goes from an attribute to an attribute, and in which ways."""

    source: Place
    target: Place
    kind: Kind
    ways: tuple[Way, ...]

    @property
    def name(self) -> str:
        """By which contracts' files know it."""
        return f"{self.source} -> {self.target}"

    @property
    def is_of_changes(self) -> bool:
        """Whether a change of the source is what sends it; else it is only taken along."""
        return any(self.source.attribute in way.occasion.watched for way in self.ways)


@dataclass(frozen=True)
class Move:
    """What requests do to the object over there, beside the values that they bring.

    They ``create`` or ``delete`` it, ``apply`` a stimulus, or ``set`` the state. ``what`` is that stimulus or state;
    ``states`` are the states that the object may then be in, by the state before.
    """

    target: Objects
    verb: Verb
    what: str
    states: tuple[tuple[str, str], ...]
    occasions: tuple[Occasion, ...]

    @property
    def source(self) -> Objects:
        """The objects that set it off."""
        return self.occasions[0].objects

    @property
    def name(self) -> str:
        """By which contracts' files know it."""
        does = f"{self.target.party} {self.what}" if self.what else f"{self.verb} {self.target}"
        return f"{self.source.party} {self.occasions[0].event} -> {does}"


@dataclass(frozen=True)
class Act:
    """What a person can do that matters to a flow or a move.

    Either a transition ``start`` → ``end`` by a ``stimulus``, or a change of the attribute ``writes``; both where
    something is written along. ``weight`` is how often it is drawn.
    """

    objects: Objects
    name: str
    stimulus: str = ""
    start: str = ""
    end: str = ""
    writes: str = ""
    weight: int = 2

    def __str__(self) -> str:
        way = f"{self.stimulus}: {self.start} → {self.end}" if self.stimulus else ""
        return ", ".join(filter(None, (way, f"writes {self.writes}" if self.writes else "")))


@dataclass(frozen=True)
class Promise:
    """What has to hold whatever happens: the checker that looks, what it is about, and the promise in words."""

    checker: str
    about: str
    says: str


@dataclass(frozen=True)
class Unknown:
    """What could not be read, where, and how a contract's file can say it."""

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.remedy}"


@dataclass(frozen=True)
class Contract:
    """All that an integration says and promises; ``unknown`` is what it leaves open."""

    name: str
    parties: tuple[Party, ...]
    pairs: tuple[Pair, ...]
    flows: tuple[Flow, ...]
    moves: tuple[Move, ...]
    acts: tuple[Act, ...]
    promises: tuple[Promise, ...]
    unknown: tuple[Unknown, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is sent."""
        return not self.flows and not self.moves

    @property
    def occasions(self) -> tuple[Occasion, ...]:
        """When anything is sent, each once."""
        sent = (way.occasion for flow in self.flows for way in flow.ways)
        return tuple(dict.fromkeys((*(each for move in self.moves for each in move.occasions), *sent)))

    @property
    def paired(self) -> tuple[Objects, ...]:
        """The objects that have a counterpart, each once: first those of which the others are made."""
        return tuple(dict.fromkeys(each for pair in self.pairs for each in (pair.here, pair.there)))

    def to_json(self) -> dict[str, Any]:
        """The contract as ``--json`` prints it."""
        return {
            "name": self.name,
            "parties": [{"name": each.name, "kind": each.kind} for each in self.parties],
            "pairs": [_pair(each) for each in self.pairs],
            "flows": [
                {"name": each.name, "kind": each.kind, "when": [_way(way) for way in each.ways]} for each in self.flows
            ],
            "moves": [
                {"name": each.name, "verb": each.verb, "of": str(each.target), "what": each.what}
                | {"states": dict(each.states), "when": [_occasion(one) for one in each.occasions]}
                for each in self.moves
            ],
            "acts": [
                {"name": each.name, "of": str(each.objects), "does": str(each), "weight": each.weight}
                for each in self.acts
            ],
            "promises": [{"checker": each.checker, "about": each.about, "says": each.says} for each in self.promises],
            "unknown": [{"where": each.where, "what": each.what, "remedy": each.remedy} for each in self.unknown],
        }


def _pair(pair: Pair) -> dict[str, Any]:
    keys = [str(key) for key in pair.keys]
    return {"here": str(pair.here), "there": str(pair.there), "made_by": pair.made_by, "keys": keys}


def _way(way: Way) -> dict[str, Any]:
    return _occasion(way.occasion) | {"function": way.function, "mixed": way.mixed}


def _occasion(occasion: Occasion) -> dict[str, Any]:
    return {"action": occasion.action, "event": str(occasion)}
