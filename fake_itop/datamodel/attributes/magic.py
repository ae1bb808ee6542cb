"""The attributes that every class gets by a rule, without declaring them."""

from __future__ import annotations

from dataclasses import dataclass

from fake_itop.datamodel.attributes.base import ComputedAttribute
from fake_itop.datamodel.attributes.dates import AttributeDate


class AttributeFriendlyName(ComputedAttribute):
    """``friendlyname``: what the class's naming makes of an object."""


class AttributeFinalClass(ComputedAttribute):
    """``finalclass``: the name of an object's own class."""


class AttributeObsolescenceFlag(ComputedAttribute):
    """``obsolescence_flag``: whether the class's obsolescence expression holds."""


@dataclass(frozen=True, kw_only=True)
class AttributeObsolescenceDate(AttributeDate):
    """``obsolescence_date``: the day on which the flag went up."""

    writable: bool = False
