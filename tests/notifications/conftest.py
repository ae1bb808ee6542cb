"""A fresh instance for each test, of one datamodel: the transfer kit's, and methods for callbacks."""

from pathlib import Path

import pytest

from fake_itop.datamodel import load
from fake_itop.datamodel.model import Datamodel
from tests.notifications.instance import Itop, fresh


@pytest.fixture(scope="session")
def model() -> Datamodel:
    return load(["transfer", Path(__file__).with_name("callbacks.xml")])


@pytest.fixture
def itop(model: Datamodel) -> Itop:
    return fresh(model)
