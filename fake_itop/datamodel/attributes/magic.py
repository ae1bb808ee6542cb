"""The attributes that every class gets by a rule, without declaring them."""

from __future__ import annotations

from dataclasses import dataclass

from fake_itop.datamodel.attributes.base import Attribute
from fake_itop.datamodel.attributes.dates import AttributeDate


@dataclass(frozen=True, kw_only=True)
class AttributeFriendlyName(Attribute):
    """``friendlyname``: what the class's naming makes of an object."""

    writable: bool = False
    stored = False


@dataclass(frozen=True, kw_only=True)
class AttributeFinalClass(Attribute):
    """``finalclass``: the name of an object's own class."""

    writable: bool = False
    stored = False


@dataclass(frozen=True, kw_only=True)
class AttributeObsolescenceFlag(Attribute):
    """``obsolescence_flag``: whether the class's obsolescence expression holds."""

    writable: bool = False
    stored = False


@dataclass(frozen=True, kw_only=True)
class AttributeObsolescenceDate(AttributeDate):
    """``obsolescence_date``: the day on which the flag went up."""

    writable: bool = False
