"""The same for tests that run in a loop of their own: whatever can take a webhook along is awaited."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any, TypeVar

from fake_itop.client import Answer, ItopObject
from fake_itop.testing import acts
from fake_itop.testing.collecting import Rows, synchronise
from fake_itop.testing.group import Runs
from fake_itop.testing.observed import Observed
from fake_itop.testing.settings import PATIENCE
from fake_itop.testing.several import Several
from fake_itop.testing.stagehand import Stagehand
from fake_itop.testing.webhooks import Sent, check_criteria

__tracebackhide__ = True

Result = TypeVar("Result")


class AsyncInstance(Observed):
    """One iTop of a test; as `fake_itop.testing.instance.Instance`, with acts that are awaited.

    A webhook may go to a server in the test's own loop, which goes on while an act is awaited.
    """

    async def call(self, json_data: Mapping[str, Any]) -> Answer:
        """As `Instance.call`."""
        return await _awaited(self._host, self._stagehand.rest(json_data))

    async def create(self, cls: str, fields: Mapping[str, Any] | None = None, /, **more: Any) -> ItopObject:
        """As `Instance.create`."""
        return await _awaited(self._host, acts.create(self._stagehand, cls, {**(fields or {}), **more}))

    async def ticket(self, cls: str = "UserRequest", /, **fields: Any) -> ItopObject:
        """As `Instance.ticket`."""
        return await _awaited(self._host, acts.ticket(self._stagehand, cls, fields))

    async def update(self, target: ItopObject, /, **fields: Any) -> ItopObject:
        """As `Instance.update`."""
        return await _awaited(self._host, acts.update(self._stagehand, target, fields))

    async def apply_stimulus(self, target: ItopObject, stimulus: str, /, **fields: Any) -> ItopObject:
        """As `Instance.apply_stimulus`."""
        return await _awaited(self._host, acts.apply_stimulus(self._stagehand, target, stimulus, fields))

    async def delete(self, target: ItopObject, /) -> None:
        """As `Instance.delete`."""
        await _awaited(self._host, acts.delete(self._stagehand, target))

    async def synchronise(self, rows: Rows, *, source: ItopObject | str) -> ItopObject:
        """As `Instance.synchronise`."""
        return await _awaited(self._host, synchronise(self._stagehand, rows, source))

    async def add_user(self, login: str, *profiles: str, person: str = "", password: str = acts.PASSWORD) -> ItopObject:
        """As `Instance.add_user`."""
        return await _awaited(self._host, acts.add_user(self._stagehand, login, profiles, person, password))

    def console(self, login: str = "admin") -> AsyncPerson:
        """As `Instance.console`."""
        return AsyncPerson(self._host, self._stagehand, login)

    async def cron(self) -> int:
        """As `Instance.cron`."""
        return await _awaited(self._host, acts.cron(self._stagehand))

    async def settle(self, seconds: float = PATIENCE) -> None:
        """As `Instance.settle`."""
        await _awaited(self._host, self._group.settle(seconds))

    async def await_webhook(self, *, seconds: float = PATIENCE, **wanted: Any) -> Sent:
        """As `Instance.await_webhook`."""
        check_criteria(wanted)
        sent = await _awaited(self._host, self._group.webhook(self.name, wanted, seconds))
        self._explained.add(sent.row["seq"])
        return sent


class AsyncPerson:
    """Somebody at the web console; as `fake_itop.testing.instance.Person`, with acts that are awaited."""

    def __init__(self, host: Runs, stagehand: Stagehand, login: str) -> None:
        self.login = login
        self._host = host
        self._stagehand = stagehand

    async def apply_stimulus(self, target: ItopObject, stimulus: str, /, **fields: Any) -> str:
        """As `Person.apply_stimulus`."""
        return await _awaited(self._host, self._stagehand.console(self.login, target, stimulus, fields))

    async def set(self, target: ItopObject, /, **fields: Any) -> str:
        """As `Person.set`."""
        return await _awaited(self._host, self._stagehand.console(self.login, target, acts.NO_STIMULUS, fields))

    async def write(self, target: ItopObject, log: str, text: str) -> str:
        """As `Person.write`."""
        return await self.set(target, **{log: text})


class AsyncItops(Several[AsyncInstance]):
    """Instances of a test that runs in a loop of its own."""

    async def settle(self, seconds: float = PATIENCE) -> None:
        """As `Itops.settle`."""
        await _awaited(self._host, self._group.settle(seconds))


async def _awaited(host: Runs, work: Coroutine[Any, Any, Result]) -> Result:
    return await asyncio.wrap_future(host.submit(work))
