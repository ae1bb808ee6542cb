"""The same for tests that run in a loop of their own: whatever can take a webhook along is awaited."""

from __future__ import annotations

import asyncio

from fake_itop.testing import acts, console
from fake_itop.testing.collecting import synchronise
from fake_itop.testing.observed import Observed
from fake_itop.testing.settings import PATIENCE
from fake_itop.testing.several import Several
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
        return AsyncPerson(self._host, self, login)


class AsyncPerson(console.AtConsole):
    """Somebody at the web console; as `fake_itop.testing.instance.Person`, with acts that are awaited."""

    apply_stimulus = awaiting(console.apply_stimulus)
    set = awaiting(console.change)
    write = awaiting(console.write)


class AsyncItops(Several[AsyncInstance]):
    """Instances of a test that runs in a loop of its own."""

    async def settle(self, seconds: float = PATIENCE) -> None:
        """As `Itops.settle`."""
        await asyncio.wrap_future(self._host.submit(self._group.settle(seconds)))
