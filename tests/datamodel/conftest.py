"""What the tests of the datamodel share: the facts, the standard datamodel, and a short way to write a delta."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fake_itop.datamodel import Datamodel, Design, load
from tools.build.datamodel.base import Facts

DATA = Path(__file__).parent / "data"
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


@pytest.fixture(scope="session")
def facts() -> Facts:
    """What a real iTop 3.2.0 says of itself."""
    return Facts(**json.loads(gzip.decompress((DATA / "facts-3.2.json.gz").read_bytes())))


@pytest.fixture(scope="session")
def standard() -> Datamodel:
    """The base design alone."""
    return load()


@pytest.fixture(scope="session")
def with_delta() -> Callable[[str], Datamodel]:
    """The base design with a delta, of which what stands in ``itop_design`` is given; the file is ``my.xml``."""
    return lambda xml: load([Design("my.xml", f"<itop_design {XSI}>{xml}</itop_design>".encode())])
