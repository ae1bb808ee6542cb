"""Dates and times: a ``str`` in SQL form, or ``None``."""

from __future__ import annotations

from dataclasses import dataclass

from fake_itop.datamodel.attributes.base import Attribute


@dataclass(frozen=True, kw_only=True)
class AttributeDateTime(Attribute):
    """``YYYY-MM-DD HH:MM:SS`` or ``None``."""


@dataclass(frozen=True, kw_only=True)
class AttributeDate(AttributeDateTime):
    """``YYYY-MM-DD`` or ``None``."""
