"""What is nobody else's business: the names under which secrets travel.

Whoever writes something down for others asks here. Attributes whose kind holds a secret come from the datamodel, as
`fake_itop.datamodel.Datamodel.secret_codes`; the names below are those that say so themselves, known or not.
"""

from __future__ import annotations

import re
from collections.abc import Collection

MASK = "******"
"""What is shown in place of a secret."""

_WORDS = r"passw(?:or)?d|pwd|secret|token|api[_-]?key|credential|authori[sz]ation"
_NAME = re.compile(rf"(?:{_WORDS}|^prevstring)s?$", re.IGNORECASE)
"""``prevstring`` holds what an encrypted attribute was before a change."""
_HEADER = re.compile(rf"{_WORDS}|cookie", re.IGNORECASE)


def is_secret(name: str, codes: Collection[str] = ()) -> bool:
    """Whether a parameter or an attribute of that name holds a secret: by its name, or as one of ``codes``."""
    return _NAME.search(name) is not None or name in codes


def is_secret_header(name: str) -> bool:
    """Whether an HTTP header of that name carries a secret."""
    return _HEADER.search(name) is not None
