"""One or several out of a list of codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fake_itop.datamodel.attributes.base import Attribute


@dataclass(frozen=True, kw_only=True)
class AttributeEnum(Attribute):
    """One code of ``values`` (code to label, in the order of the list): ``str``, or ``None`` for none."""

    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class MetaEnumMapping:
    """For a class: which attribute a meta-enum is read from, and what its codes become."""

    attribute: str
    values: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class AttributeMetaEnum(AttributeEnum):
    """A code worked out from another attribute's, by class; nobody writes it and no object holds it."""

    mapping: Mapping[str, MetaEnumMapping] = field(default_factory=dict)
    writable: bool = False
    stored = False


@dataclass(frozen=True, kw_only=True)
class AttributeSet(Attribute):
    """Several codes, in order: a ``tuple`` of ``str``."""

    default: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AttributeEnumSet(AttributeSet):
    """Several codes out of ``values`` (empty: any code goes)."""

    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class AttributeClassAttCodeSet(AttributeSet):
    """Attribute codes of the class that another attribute names."""


@dataclass(frozen=True, kw_only=True)
class AttributeTagSet(AttributeSet):
    """Tags that are objects of a ``TagSetFieldData`` class."""

    max_items: int = 12
