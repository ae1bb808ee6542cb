"""What is taken for granted when nobody says which design the sender has.

The texts of the tutorial "Transfer Ticket to another iTop" name what its design adds to tickets. A text that names any
of it, with no design given, is judged as the tutorial's sender would be: with the design ``transfer``, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from fake_itop import datamodel
from fake_itop.datamodel.model import MetaClass

TUTORIAL = "transfer"
TICKET = "UserRequest"


def named_addition(text: str) -> re.Match[str] | None:
    """The first place where a text names what only the tutorial's design has."""
    return _additions().search(text)


@cache
def _additions() -> re.Pattern[str]:
    standard, extended = (set(_names(datamodel.load(designs)[TICKET])) for designs in ((), (TUTORIAL,)))
    return re.compile(rf"\b(?:{'|'.join(sorted(extended - standard))})\b")


def _names(cls: MetaClass) -> Iterable[str]:
    yield from cls.attributes
    if cls.lifecycle is not None:
        yield from cls.lifecycle.states
        yield from cls.lifecycle.stimuli
