"""An instance for tests that wait for what they do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from fake_itop.testing import acts, console
from fake_itop.testing.collecting import synchronise
from fake_itop.testing.group import Group, Runs
from fake_itop.testing.observed import Observed
from fake_itop.testing.settings import PATIENCE
from fake_itop.testing.several import Several
from fake_itop.testing.under_way import Foreground, UnderWay, waiting

__tracebackhide__ = True

Result = TypeVar("Result")


class Instance(Observed):
    """One iTop of a test. What is done here stands in its journal, and lets its triggers fire."""

    call = waiting(acts.call)
    create = waiting(acts.create)
    ticket = waiting(acts.ticket)
    update = waiting(acts.update)
    apply_stimulus = waiting(acts.apply_stimulus)
    delete = waiting(acts.delete)
    synchronise = waiting(synchronise)
    add_user = waiting(acts.add_user)
    cron = waiting(acts.cron)
    settle = waiting(acts.settle)
    await_webhook = waiting(acts.await_webhook)

    def console(self, login: str = "admin") -> Person:
        """A person at the web console."""
        return Person(self._host, self, login)


class Person(console.AtConsole):
    """Somebody at the web console, who waits for what comes of each act."""

    apply_stimulus = waiting(console.apply_stimulus)
    set = waiting(console.change)
    write = waiting(console.write)


class Itops(Several[Instance]):
    """Instances of a test that waits for what it does."""

    def __init__(self, host: Runs, group: Group, kind: type[Instance] = Instance) -> None:
        self._foreground = Foreground(host, group)
        super().__init__(self._foreground, group, kind)

    def start(self, act: Callable[..., Result], /, *args: Any, **fields: Any) -> UnderWay[Result]:
        """Begin an act, or anything else that calls an instance, and go on while it waits for a message that is held.

        It goes on by itself as far as it can: ``start(agent.write, ticket, "private_log", "text")``. What came of it is
        its ``result()``; ``done`` tells whether there is one.
        """
        return self._foreground.start(lambda: act(*args, **fields))

    def settle(self, seconds: float = PATIENCE) -> None:
        """Wait until nothing is under way in any of them, nor queued for the background tasks.

        In a world that takes no time, whatever is under way there.

        Raises:
            UnsettledError: something still is, after so many seconds; it says what, and why.
        """
        self._host.run(self._group.settle(seconds))

    def release(self) -> None:
        """Give the instances back; what is under way in them ends."""
        super().release()
        self._foreground.end()
