"""Numbers and truth values."""

from __future__ import annotations

from dataclasses import dataclass

from fake_itop.datamodel.attributes.base import Attribute


@dataclass(frozen=True, kw_only=True)
class AttributeInteger(Attribute):
    """An integer: ``int`` or ``None``."""


@dataclass(frozen=True, kw_only=True)
class AttributeDuration(AttributeInteger):
    """Seconds: ``int`` or ``None``."""


@dataclass(frozen=True, kw_only=True)
class AttributeDecimal(Attribute):
    """A decimal number: ``decimal.Decimal`` or ``None``; ``digits`` in all, of which ``decimals`` after the point."""

    digits: int = 10
    decimals: int = 2


@dataclass(frozen=True, kw_only=True)
class AttributeBoolean(Attribute):
    """``bool``, or ``None`` where nothing was ever set."""
