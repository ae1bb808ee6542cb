"""A thread on which instances are served while tests run, and the groups of instances that are warm already.

The servers listen for a whole session; what a test gets is a group that went back to its state at start. A group that
is still in use is not given out twice: whoever asks for a second one gets another.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from typing import Any, Self, TypeVar

from fake_itop.testing.in_world import WorldGroup, build_world
from fake_itop.testing.on_sockets import ServedGroup, serve
from fake_itop.testing.settings import ItopSettings

__tracebackhide__ = True

Result = TypeVar("Result")


class Host:
    """The thread, its event loop, and what is served on it; a context manager."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fake-itop", daemon=True)
        self._groups: list[ServedGroup] = []
        self._worlds: list[WorldGroup] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for group in self._groups:
            self.run(group.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def submit(self, work: Coroutine[Any, Any, Result]) -> Future[Result]:
        """Let work be done on the thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Let work be done on the thread, and wait for it."""
        future = self.submit(work)
        if (error := future.exception()) is not None:
            raise error
        return future.result()

    def do(self, work: Callable[[], Result]) -> Result:
        """Let something short be done on the thread, between whatever else goes on there."""

        async def done() -> Result:
            return work()

        return self.run(done())

    def group(self, names: Sequence[str], settings: ItopSettings, seed: int = 0) -> ServedGroup:
        """Instances of these names, as they are at start; whoever gets them gives them back by `Group.release`.

        Raises:
            StageError: the settings cannot be used.
        """
        group = next((each for each in self._groups if each.fits(names, settings)), None)
        if group is None:
            group = self.run(serve(names, settings))
            self._groups.append(group)
        self.do(lambda: group.begin(seed))
        return group

    def world(self, names: Sequence[str], settings: ItopSettings, seed: int = 0) -> WorldGroup:
        """Instances of these names in a new world, as they are at start; given back likewise.

        Raises:
            StageError: the settings cannot be used.
        """
        group = next((each for each in self._worlds if each.fits(names, settings)), None)
        if group is None:
            group = build_world(names, settings)
            self._worlds.append(group)
        group.begin(seed)
        return group
