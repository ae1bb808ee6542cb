from __future__ import annotations

import pytest

from tests.synchro.collecting import Collector, a_collector


@pytest.fixture
def collector() -> Collector:
    return a_collector()
