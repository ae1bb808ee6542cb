"""A fresh instance for each test."""

import pytest

from fake_itop.itop.instance import Itop
from tests.helpers import an_itop


@pytest.fixture
def itop() -> Itop:
    return an_itop()
