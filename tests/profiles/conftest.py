"""What the tests of profiles share: the facts of the older version, and a fresh instance of each profile."""

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


@pytest.fixture(scope="session")
def facts() -> dict[str, Any]:
    """What a real iTop 3.1.2 says of its classes."""
    found: dict[str, Any] = json.loads(gzip.decompress((DATA / "facts-3.1.json.gz").read_bytes()))
    return found


@pytest.fixture(scope="session")
def newest_facts() -> dict[str, Any]:
    """What iTop 3.2.0 says, by the names of the files that the builders read."""
    content = (DATA.parents[1] / "datamodel" / "data" / "facts-3.2.json.gz").read_bytes()
    found: dict[str, Any] = json.loads(gzip.decompress(content))
    return {"datamodel": found["classes"], "relations": found["relations"], "rights": found["rights"]}


@pytest.fixture(scope="session")
def older() -> Datamodel:
    """The base design of profile 3.1 alone."""
    return find("3.1").datamodel()


@pytest.fixture
def fresh() -> Callable[[VersionProfile], Itop]:
    """A fresh instance of a profile, with the tutorial's delta."""
    return lambda profile: an_itop(model=profile.datamodel(["transfer"]), profile=profile)
