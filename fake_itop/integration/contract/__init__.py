"""What an integration promises, read from what it says: parties, pairs of objects, flows, moves, acts, promises."""

from fake_itop.integration.contract.derived import derive
from fake_itop.integration.contract.value import (
    Act,
    Contract,
    Flow,
    Key,
    Move,
    Objects,
    Occasion,
    Pair,
    Party,
    Place,
    Promise,
    Unknown,
    Way,
)

__all__ = [
    "Act",
    "Contract",
    "Flow",
    "Key",
    "Move",
    "Objects",
    "Occasion",
    "Pair",
    "Party",
    "Place",
    "Promise",
    "Unknown",
    "Way",
    "derive",
]
