"""How tests carry out acts where instances live: waiting, awaiting, or going on while a message is held back."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from fake_itop.testing.group import Group, Runs
from fake_itop.testing.settings import PATIENCE, UnsettledError

__tracebackhide__ = True

P = ParamSpec("P")
Actor = TypeVar("Actor")
Result = TypeVar("Result")
_HERE = threading.local()


def waiting(act: Callable[Concatenate[Actor, P], Coroutine[Any, Any, Result]]) -> Callable[Concatenate[Any, P], Result]:
    """The method of an instance, or of a person there, that carries out an act and waits for what comes of it."""

    @wraps(act)
    def carry_out(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> Result:
        result: Result = self._host.run(act(self, *args, **kwargs))
        return result

    return carry_out


def awaiting(
    act: Callable[Concatenate[Actor, P], Coroutine[Any, Any, Result]],
) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, Result]]:
    """The same as a coroutine: the test's own loop goes on meanwhile, so that a webhook may go to a server in it."""

    @wraps(act)
    async def carry_out(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> Result:
        result: Result = await asyncio.wrap_future(self._host.submit(act(self, *args, **kwargs)))
        return result

    return carry_out


class UnderWay(Generic[Result]):
    """Something that was begun, on a thread of its own.

    The test goes on once it is done, or waits for a message that is held back. In a world one of the two goes on at a
    time, so that everything repeats.
    """

    def __init__(self, work: Callable[[], Result]) -> None:
        self._work = work
        self._outcome: Future[Result] = Future()
        self._test_goes_on = threading.Event()
        self._act_goes_on = threading.Event()
        self._can_go_on: Callable[[], bool] | None = None
        self._why = ""
        self._is_over = False

    @property
    def done(self) -> bool:
        """Whether it has come to its end."""
        if self._can_go_on is not None and self._can_go_on():
            self._go_on()
        return self._outcome.done()

    def result(self, seconds: float = PATIENCE) -> Result:
        """Wait for its end; what came of it, or what it raised.

        Raises:
            UnsettledError: it is still under way, after so many seconds.
        """
        if self._can_go_on is not None:
            self._go_on()
        try:
            return self._outcome.result(0 if self._can_go_on is not None else seconds)
        except TimeoutError:
            if self._outcome.done():
                raise
            raise UnsettledError(f"still under way: {self._why}") from None

    def begin(self) -> None:
        """Begin it, and wait until the test can go on."""
        threading.Thread(target=self._run, name="fake-itop act", daemon=True).start()
        self._test_goes_on.wait()

    def give_control(self, why: str) -> None:
        """Let the test go on; ``why`` is what the act waits for."""
        self._why = why
        self._test_goes_on.set()

    def pause(self, why: str, can_go_on: Callable[[], bool]) -> None:
        """Let the test go on in the place of the act, until it asks for the outcome.

        Raises:
            UnsettledError: the test is over.
        """
        self._can_go_on = can_go_on
        self.give_control(why)
        self._act_goes_on.wait()
        self._act_goes_on.clear()
        if self._is_over:
            raise UnsettledError(why)

    def end(self) -> None:
        """Let it end, as the test does."""
        self._is_over = True
        self._act_goes_on.set()

    def _go_on(self) -> None:
        self._can_go_on = None
        self._test_goes_on.clear()
        self._act_goes_on.set()
        self._test_goes_on.wait()

    def _run(self) -> None:
        _HERE.act = self
        try:
            self._outcome.set_result(self._work())
        except BaseException as error:  # noqa: BLE001 - whoever asks for the outcome is told
            self._outcome.set_exception(error)
        self._test_goes_on.set()


def current() -> UnderWay[Any] | None:
    """What was begun on this thread, if anything."""
    return getattr(_HERE, "act", None)


class Foreground:
    """Does the acts of a synchronous test: one that would wait for a message that only the test can release fails."""

    def __init__(self, host: Runs, group: Group) -> None:
        self._host = host
        self._group = group
        self._begun: list[UnderWay[Any]] = []
        self.submit = host.submit
        self.do = host.do

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Let work be done, and wait for it.

        Raises:
            UnsettledError: it waits for a message that is held back, and was not begun by `start`.
        """
        return self._host.run(self._group.patient(work) if current() is None else work)

    def start(self, work: Callable[[], Result]) -> UnderWay[Result]:
        """Begin something, and go on once it is done or a message is held back."""
        act = UnderWay(work)
        self._begun.append(act)
        with self._group.holds(self._host, act.give_control):
            act.begin()
        return act

    def end(self) -> None:
        """End what is still under way."""
        for act in self._begun:
            act.end()
