"""The datamodel: classes with their attributes and lifecycles, relations and profiles.

These are finished values: the design reader builds them, everything above reads them, nobody changes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeCaseLog,
    AttributeExternalField,
    AttributeExternalKey,
    AttributeLinkedSet,
)

if TYPE_CHECKING:
    from fake_itop.datamodel.labels import Labels
    from fake_itop.datamodel.notes import Note


K = TypeVar("K", bound=Attribute)

_PLACE = re.compile(r"%(\d+)\$s")
"""A place for a part in a naming format."""


def most_parts(naming: str) -> int:
    """The highest number of a part that a naming format has a place for; 0 where it has none."""
    return max((int(number) for number in _PLACE.findall(naming)), default=0)


class UnknownClassError(KeyError):
    """A class name that the datamodel does not have."""


@dataclass(frozen=True)
class ActionParameter:
    """An argument of a transition's action: an attribute's code (``attcode``), a text, a number, a reference."""

    type: str
    value: str


@dataclass(frozen=True)
class TransitionAction:
    """What a transition does to the object before it enters its target, such as ``SetCurrentDate(assignment_date)``."""

    verb: str
    parameters: tuple[ActionParameter, ...] = ()


@dataclass(frozen=True)
class Transition:
    """From a state, by a stimulus, to ``target``; ``flags`` are those of the transition's own form."""

    stimulus: str
    target: str
    actions: tuple[TransitionAction, ...] = ()
    flags: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class State:
    """A state with what it asks of each attribute (``flags``, inherited ones resolved) and its ways out.

    Flags are ``hidden``, ``read_only``, ``mandatory``, ``must_change`` and ``must_prompt``.
    """

    code: str
    flags: Mapping[str, frozenset[str]] = field(default_factory=dict)
    transitions: Mapping[str, Transition] = field(default_factory=dict)


@dataclass(frozen=True)
class Stimulus:
    """A stimulus: ``type`` is ``StimulusUserAction`` or ``StimulusInternal``."""

    code: str
    type: str
    label: str


@dataclass(frozen=True)
class Lifecycle:
    """States and stimuli of a class; ``attribute`` holds an object's state."""

    attribute: str
    stimuli: Mapping[str, Stimulus]
    states: Mapping[str, State]


@dataclass(frozen=True)
class Naming:
    """The friendly name: a ``%1$s`` format over attribute codes; without codes the format is the name itself."""

    format: str
    attributes: tuple[str, ...]

    def fill(self, parts: Sequence[str]) -> str:
        """The name that the attributes' texts make."""
        return _PLACE.sub(lambda place: parts[int(place[1]) - 1], self.format) if self.attributes else self.format

    @property
    def blank(self) -> str:
        """The name without any part of it."""
        return self.fill([""] * len(self.attributes))


@dataclass(frozen=True)
class UniquenessRule:
    """Attributes whose values together may occur once among the objects that ``filter`` (an OQL condition) lets in."""

    name: str
    attributes: tuple[str, ...]
    filter: str | None
    disabled: bool
    is_blocking: bool


@dataclass(frozen=True)
class Neighbour:
    """One arrow of a relation: how to find what an object of the class is related to (OQL with ``:this``)."""

    name: str
    direction: str
    query_down: str | None
    query_up: str | None
    attribute: str | None
    to: str | None


@dataclass(frozen=True)
class Profile:
    """A profile: per class the letters of what it allows (``rRwWdDc``), and the stimuli it may apply."""

    id: int
    name: str
    rights: Mapping[str, str]
    stimuli: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Method:
    """A PHP method that a design adds to a class: read for its signature, never run."""

    name: str
    code: str
    static: bool = False


@dataclass(eq=False, kw_only=True)
class MetaClass:
    """A class of the datamodel. Inherited attributes come first in ``attributes``, the magic ones last."""

    name: str
    label: str
    abstract: bool
    category: str
    parent: MetaClass | None
    naming: Naming
    reconciliation: tuple[str, ...]
    order_by: Mapping[str, bool]
    """Default order of lists: attribute code to whether it ascends."""
    state_attribute: str | None
    obsolescence_expression: str | None
    uniqueness_rules: tuple[UniquenessRule, ...]
    attributes: Mapping[str, Attribute]
    """All attributes by code, in the order of ``output_fields: "*"`` (``id`` is none)."""
    lifecycle: Lifecycle | None
    methods: Mapping[str, Method] = field(default_factory=dict)
    children: list[MetaClass] = field(default_factory=list)
    """Direct subclasses, in the order of the design (filled by the reader)."""

    def __repr__(self) -> str:
        return f"<class {self.name}>"

    @cached_property
    def root(self) -> MetaClass:
        """The top of the hierarchy: its classes share one id sequence."""
        return self if self.parent is None else self.parent.root

    @cached_property
    def ancestors(self) -> tuple[MetaClass, ...]:
        """This class, its parent, and so on up to the root."""
        return (self,) if self.parent is None else (self, *self.parent.ancestors)

    @cached_property
    def descendants(self) -> tuple[MetaClass, ...]:
        """This class and all below it, depth first."""
        return (self, *(below for child in self.children for below in child.descendants))

    @cached_property
    def _ancestor_names(self) -> frozenset[str]:
        return frozenset(cls.name for cls in self.ancestors)

    def is_a(self, name: str) -> bool:
        """Whether this class is ``name`` or below it."""
        return name in self._ancestor_names

    @cached_property
    def categories(self) -> frozenset[str]:
        return frozenset(part.strip() for part in self.category.split(","))

    @cached_property
    def columns(self) -> Mapping[str, int]:
        """Where each stored attribute stands in an object's row of values."""
        stored = (code for code, attribute in self.attributes.items() if attribute.stored)
        return {code: position for position, code in enumerate(stored)}

    def of_kind(self, kind: type[K]) -> Mapping[str, K]:
        """The attributes of a kind and of those below it, by code."""
        return {code: attribute for code, attribute in self.attributes.items() if isinstance(attribute, kind)}

    @cached_property
    def keys(self) -> Mapping[str, AttributeExternalKey]:
        """The external keys by code."""
        return self.of_kind(AttributeExternalKey)

    @cached_property
    def link_sets(self) -> Mapping[str, AttributeLinkedSet]:
        """The link sets by code."""
        return self.of_kind(AttributeLinkedSet)

    @cached_property
    def logs(self) -> Mapping[str, AttributeCaseLog]:
        """The case logs by code."""
        return self.of_kind(AttributeCaseLog)

    @cached_property
    def has_final_class(self) -> bool:
        """Whether objects show ``finalclass``: the class has a parent or subclasses."""
        return self.parent is not None or bool(self.children)


@dataclass(eq=False, kw_only=True)
class Datamodel:
    """All classes by name, relations by name and class, and profiles by name."""

    classes: Mapping[str, MetaClass]
    relations: Mapping[str, Mapping[str, tuple[Neighbour, ...]]]
    profiles: Mapping[str, Profile]
    translations: Mapping[str, Labels] = field(default_factory=dict)
    """Labels in other languages than English (``FR FR``), of which designs bring dictionaries."""
    notes: tuple[Note, ...] = ()
    """What is told of the designs: what was read past, read otherwise than it is written, or left out."""
    base: str = ""
    """The name of the standard iTop that the designs were put on."""

    def __getitem__(self, name: str) -> MetaClass:
        """The class of that name, which is case sensitive.

        Raises:
            UnknownClassError: there is none.
        """
        try:
            return self.classes[name]
        except KeyError:
            raise UnknownClassError(name) from None

    def __contains__(self, name: object) -> bool:
        return name in self.classes

    @cached_property
    def secret_codes(self) -> frozenset[str]:
        """The codes, in any class, under which secrets stand: see `fake_itop.values.secrets`."""
        return frozenset(code for cls in self for code in cls.attributes if self._shows_secret(cls, code))

    def _shows_secret(self, cls: MetaClass, code: str) -> bool:
        attribute = cls.attributes.get(code)
        if isinstance(attribute, AttributeExternalField):
            return self._shows_secret(self[cls.keys[attribute.key].target], attribute.field)
        return attribute is not None and attribute.secret

    def __iter__(self) -> Iterator[MetaClass]:
        return iter(self.classes.values())
