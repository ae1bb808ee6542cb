"""The same for tests that run in a loop of their own: whatever can take a webhook along is awaited."""

from __future__ import annotations

import asyncio

from fake_itop.testing import acts
from fake_itop.testing.collecting import synchronise
from fake_itop.testing.group import Runs
from fake_itop.testing.observed import Observed
from fake_itop.testing.settings import PATIENCE
from fake_itop.testing.several import Several
from fake_itop.testing.stagehand import StagePerson
from fake_itop.testing.under_way import awaiting

__tracebackhide__ = True


class AsyncInstance(Observed):
    """One iTop of a test; as `fake_itop.testing.instance.Instance`, with acts that are awaited.

    A webhook may go to a server in the test's own loop, which goes on while an act is awaited.
    """

    call = awaiting(acts.call)
    create = awaiting(acts.create)
    ticket = awaiting(acts.ticket)
    update = awaiting(acts.update)
    apply_stimulus = awaiting(acts.apply_stimulus)
    delete = awaiting(acts.delete)
    synchronise = awaiting(synchronise)
    add_user = awaiting(acts.add_user)
    cron = awaiting(acts.cron)
    settle = awaiting(acts.settle)
    await_webhook = awaiting(acts.await_webhook)

    def console(self, login: str = "admin") -> AsyncPerson:
        """As `Instance.console`."""
        return AsyncPerson(self._host, self._stagehand.person(login))


class AsyncPerson:
    """Somebody at the web console; as `fake_itop.testing.instance.Person`, with acts that are awaited."""

    def __init__(self, host: Runs, stagehand: StagePerson) -> None:
        self.login = stagehand.login
        self._host = host
        self._stagehand = stagehand

    apply_stimulus = awaiting(StagePerson.apply_stimulus)
    set = awaiting(StagePerson.set)
    write = awaiting(StagePerson.write)


class AsyncItops(Several[AsyncInstance]):
    """Instances of a test that runs in a loop of its own."""

    async def settle(self, seconds: float = PATIENCE) -> None:
        """As `Itops.settle`."""
        await asyncio.wrap_future(self._host.submit(self._group.settle(seconds)))
