"""The parameters of each operation (docs/itop/rest.md): what the schemas and the judge go through.

Whether a value is right is not said here but by the operations themselves; a test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fake_itop.rest.operations import OPERATIONS


@dataclass(frozen=True)
class Parameter:
    """One parameter: its name, whether an operation refuses to run without it, and what it is, in a sentence."""

    name: str
    mandatory: bool
    meaning: str


def _needs(name: str, meaning: str) -> Parameter:
    return Parameter(name, mandatory=True, meaning=meaning)


def _takes(name: str, meaning: str) -> Parameter:
    return Parameter(name, mandatory=False, meaning=meaning)


COMMENT = _needs("comment", "Becomes the text of the change in the object's history.")
CLASS = _needs("class", "The class of the object, case sensitive.")
KEY = _needs("key", "An id, an OQL query, or criteria: an object of attributes and the values that they must have.")
FIELDS = _needs("fields", "The attributes to write, by code; may be empty.")
STIMULUS = _needs("stimulus", "The stimulus to apply, such as ev_assign.")
OUTPUT_FIELDS = _takes(
    "output_fields", "Attributes to show, separated by commas; * for all, *+ with those of subclasses."
)

PARAMETERS: Mapping[str, tuple[Parameter, ...]] = {
    "list_operations": (),
    "core/create": (COMMENT, CLASS, FIELDS, OUTPUT_FIELDS),
    "core/update": (COMMENT, CLASS, KEY, FIELDS, OUTPUT_FIELDS),
    "core/apply_stimulus": (COMMENT, CLASS, KEY, FIELDS, STIMULUS, OUTPUT_FIELDS),
    "core/get": (
        CLASS,
        KEY,
        OUTPUT_FIELDS,
        _takes("limit", "How many objects a page has; 0 for all."),
        _takes("page", "Which page, from 1."),
    ),
    "core/delete": (COMMENT, CLASS, KEY, _takes("simulate", "Say what would be deleted, and delete nothing.")),
    "core/get_related": (
        CLASS,
        KEY,
        _needs("relation", "The relation to follow, such as impacts."),
        _takes("depth", "How many steps to follow it; 20 if not given."),
        _takes("direction", "up or down; down if not given."),
        _takes("redundancy", "Whether redundancy counts."),
    ),
    "core/check_credentials": (_needs("user", "A login."), _needs("password", "Its password.")),
}
"""By operation, in the order in which the operations read them."""

assert set(PARAMETERS) == {"list_operations", *OPERATIONS}
