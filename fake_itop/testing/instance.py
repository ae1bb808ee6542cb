"""An instance for tests that wait for what they do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from fake_itop.client import Answer, ItopObject
from fake_itop.testing import acts
from fake_itop.testing.collecting import Rows, synchronise
from fake_itop.testing.group import Group, Runs
from fake_itop.testing.observed import Observed
from fake_itop.testing.settings import PATIENCE
from fake_itop.testing.several import Several
from fake_itop.testing.stagehand import Stagehand
from fake_itop.testing.under_way import Foreground, UnderWay
from fake_itop.testing.webhooks import Sent, check_criteria

__tracebackhide__ = True

Result = TypeVar("Result")


class Instance(Observed):
    """One iTop of a test. What is done here stands in its journal, and lets its triggers fire."""

    def call(self, json_data: Mapping[str, Any]) -> Answer:
        """What it says to an operation.

        Raises:
            ItopError: it refuses.
        """
        return self._host.run(self._stagehand.rest(json_data))

    def create(self, cls: str, fields: Mapping[str, Any] | None = None, /, **more: Any) -> ItopObject:
        """A new object. Keys may be given by the names of the objects that they point to.

        Raises:
            ItopError: iTop refuses.
            StageError: there is no such class, or no object of such a name.
        """
        return self._host.run(acts.create(self._stagehand, cls, {**(fields or {}), **more}))

    def ticket(self, cls: str = "UserRequest", /, **fields: Any) -> ItopObject:
        """A new ticket, of the installer's organisation and person unless the fields say otherwise.

        Raises:
            ItopError: iTop refuses.
            StageError: there is no object of such a name.
        """
        return self._host.run(acts.ticket(self._stagehand, cls, fields))

    def update(self, target: ItopObject, /, **fields: Any) -> ItopObject:
        """Other values for an object; it as it is then.

        Raises:
            ItopError: iTop refuses.
            StageError: there is no object of such a name.
        """
        return self._host.run(acts.update(self._stagehand, target, fields))

    def apply_stimulus(self, target: ItopObject, stimulus: str, /, **fields: Any) -> ItopObject:
        """Values for an object and a step in its lifecycle, over REST; it as it is then.

        Raises:
            ItopError: iTop refuses.
            StageError: there is no object of such a name.
        """
        return self._host.run(acts.apply_stimulus(self._stagehand, target, stimulus, fields))

    def delete(self, target: ItopObject, /) -> None:
        """Remove an object, and what must go with it.

        Raises:
            ItopError: iTop refuses.
        """
        self._host.run(acts.delete(self._stagehand, target))

    def synchronise(self, rows: Rows, *, source: ItopObject | str) -> ItopObject:
        """Import rows into a source of data synchronisation and execute it, as a collector does; the log of that.

        A row is a mapping from ``primary_key`` and attribute codes to values; ``None`` leaves an attribute alone.
        ``source`` is a ``SynchroDataSource``, its name, or a class, for which one is made that finds objects by what
        tells them apart and those that keys point to by name.

        Raises:
            StageError: there is no such source or class, a row has no primary key, or iTop refuses the import.
        """
        return self._host.run(synchronise(self._stagehand, rows, source))

    def add_user(self, login: str, *profiles: str, person: str = "", password: str = acts.PASSWORD) -> ItopObject:
        """A user who can log in: of a person of that name, who is made if need be.

        Raises:
            StageError: there is no such profile.
        """
        return self._host.run(acts.add_user(self._stagehand, login, profiles, person, password))

    def console(self, login: str = "admin") -> Person:
        """A person at the web console."""
        return Person(self._host, self._stagehand, login)

    def cron(self) -> int:
        """Run the background tasks once; how many queued webhooks were sent."""
        return self._host.run(acts.cron(self._stagehand))

    def settle(self, seconds: float = PATIENCE) -> None:
        """Wait until nothing is under way, in this instance and those beside it, nor queued for the background tasks.

        Raises:
            UnsettledError: something still is, after so many seconds.
        """
        self._host.run(self._group.settle(seconds))

    def await_webhook(self, *, seconds: float = PATIENCE, **wanted: Any) -> Sent:
        """Wait until a webhook was sent and answered that fits, as for `webhooks`; one that was already counts.

        Raises:
            UnsettledError: none was, after so many seconds; the nearest one is shown.
        """
        check_criteria(wanted)
        sent = self._host.run(self._group.webhook(self.name, wanted, seconds))
        self._explained.add(sent.row["seq"])
        return sent


class Person:
    """Somebody at the web console of an instance. Keys may be given by the names of the objects that they point to.

    Everything here raises `StageError` where the console would not let a person do it.
    """

    def __init__(self, host: Runs, stagehand: Stagehand, login: str) -> None:
        self.login = login
        self._host = host
        self._stagehand = stagehand

    def apply_stimulus(self, target: ItopObject, stimulus: str, /, **fields: Any) -> str:
        """Take an object a step on in its lifecycle, with the fields that the step asks for; its state then."""
        return self._host.run(self._stagehand.console(self.login, target, stimulus, fields))

    def set(self, target: ItopObject, /, **fields: Any) -> str:
        """Change an object; its state then."""
        return self._host.run(self._stagehand.console(self.login, target, acts.NO_STIMULUS, fields))

    def write(self, target: ItopObject, log: str, text: str) -> str:
        """Add an entry to a case log; the object's state then."""
        return self.set(target, **{log: text})


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
