"""What the tests of profiles share: the facts of the other profiles, and a fresh instance of each profile."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fake_itop.datamodel import Datamodel
from fake_itop.itop.instance import Itop
from fake_itop.profiles import VersionProfile, find
from tests.helpers import an_itop

DATA = Path(__file__).parent / "data"


def _facts(path: Path) -> dict[str, Any]:
    """By the names of the files that the builders read."""
    found: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    parts = found if "classes" in found else {"classes": found}
    return {{"classes": "datamodel"}.get(name, name): part for name, part in parts.items()}


FACTS = {
    "3.2": _facts(DATA.parents[1] / "datamodel" / "data" / "facts-3.2.json.gz"),
    "3.1": _facts(DATA / "facts-3.1.json.gz"),
    "3.0": _facts(DATA / "facts-3.0.json.gz"),
    "3.2-itil": _facts(DATA / "facts-3.2-itil.json.gz"),
}
"""What a real iTop of each version and edition says of its classes, and of relations and rights where it was asked."""


@pytest.fixture(scope="session", params=["3.1", "3.0", "3.2-itil"])
def other(request: pytest.FixtureRequest) -> Datamodel:
    """The base design alone of each profile but the default."""
    return find(request.param).datamodel()


@pytest.fixture(scope="session")
def facts(other: Datamodel) -> dict[str, Any]:
    """What a real iTop of that profile says of its classes."""
    found: dict[str, Any] = FACTS[other.base]["datamodel"]
    return found


@pytest.fixture
def fresh() -> Callable[[VersionProfile], Itop]:
    """A fresh instance of a profile, with the tutorial's delta."""
    return lambda profile: an_itop(model=profile.datamodel(["transfer"]), profile=profile)
