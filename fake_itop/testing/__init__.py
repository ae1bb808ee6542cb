"""Instances for tests: on real sockets, fresh in each test, with helpers to set the stage, to wait and to assert.

`fake_itop.pytest_plugin` hands them out as fixtures. Nothing here needs pytest, so other runners can use them too; in
pytest's tracebacks the frames of this package are hidden, so that a failure shows where the test called::

    with Host() as host:
        pair = Itops(host, host.group(PAIR, ItopSettings()), Instance)
        ticket = pair.ours.ticket(title="Printer on fire")
"""

from __future__ import annotations

from fake_itop.testing.asynchronous import AsyncInstance, AsyncItops, AsyncPerson
from fake_itop.testing.group import PAIR
from fake_itop.testing.host import Host
from fake_itop.testing.in_world import AtOnce, ItopWorld, build_world
from fake_itop.testing.instance import Instance, Itops, Person
from fake_itop.testing.settings import ItopSettings, StageError, UnsettledError
from fake_itop.testing.under_way import UnderWay
from fake_itop.testing.webhooks import Sent

__all__ = [
    "PAIR",
    "AsyncInstance",
    "AsyncItops",
    "AsyncPerson",
    "AtOnce",
    "Host",
    "Instance",
    "ItopSettings",
    "ItopWorld",
    "Itops",
    "Person",
    "Sent",
    "StageError",
    "UnderWay",
    "UnsettledError",
    "build_world",
]
