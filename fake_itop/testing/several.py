"""Several instances of one test: a pair, or as many as it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Self, TypeVar

from fake_itop.integration.roles import Roles
from fake_itop.journal import JsonRow
from fake_itop.network import Corruption, Fault, Link
from fake_itop.testing.group import PAIR, Group, Runs
from fake_itop.testing.observed import Observed
from fake_itop.testing.settings import StageError
from fake_itop.values.names import expected


class FaultOfTest:
    """A fault that is switched on; a context manager that switches it off. ``struck`` counts the messages it struck."""

    def __init__(self, host: Runs, fault: Fault) -> None:
        self._host = host
        self._fault = fault

    @property
    def struck(self) -> int:
        """How many messages it struck."""
        return self._fault.struck

    def stop(self) -> None:
        """Switch it off; what it holds goes on."""
        self._host.do(self._fault.stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.stop()


class LinkOfTest:
    """The verbs of `fake_itop.network.Link`, said from the thread of a test. ``nth`` is the one message that is struck,
    from 1, ``probability`` the share of them; without either all are.
    """

    def __init__(self, host: Runs, link: Link) -> None:
        self._host = host
        self._link = link

    def hold(self) -> FaultOfTest:
        """Keep all messages back until `release`."""
        return self._on(self._link.hold)

    def release(self) -> None:
        """Let what is held back go on."""
        self._host.do(self._link.release)

    def partition(self) -> FaultOfTest:
        """Let nobody get through, until `heal`: senders are refused the connection."""
        return self._on(self._link.partition)

    def heal(self) -> None:
        """Let everybody get through again."""
        self._host.do(self._link.heal)

    def delay(self, seconds: float, *, nth: int | None = None, probability: float | None = None) -> FaultOfTest:
        """Let messages arrive later."""
        return self._on(lambda: self._link.delay(seconds, nth=nth, probability=probability))

    def drop(self, *, nth: int | None = None, probability: float | None = None) -> FaultOfTest:
        """Let messages vanish: their senders learn that their time is up."""
        return self._on(lambda: self._link.drop(nth=nth, probability=probability))

    def duplicate(self, *, nth: int | None = None, probability: float | None = None) -> FaultOfTest:
        """Let messages arrive a second time, once the first was answered."""
        return self._on(lambda: self._link.duplicate(nth=nth, probability=probability))

    def reply_lost(self, *, nth: int | None = None, probability: float | None = None) -> FaultOfTest:
        """Let the other side do what it is asked, and its answer vanish."""
        return self._on(lambda: self._link.reply_lost(nth=nth, probability=probability))

    def corrupt(
        self, how: Corruption | str = Corruption.TRUNCATED, *, nth: int | None = None, probability: float | None = None
    ) -> FaultOfTest:
        """Spoil replies.

        Raises:
            ValueError: ``how`` is no `Corruption`.
        """
        return self._on(lambda: self._link.corrupt(how, nth=nth, probability=probability))

    def slow(self, seconds: float, *, nth: int | None = None, probability: float | None = None) -> FaultOfTest:
        """Let the other side do what it is asked at once, and answer later."""
        return self._on(lambda: self._link.slow(seconds, nth=nth, probability=probability))

    def _on(self, switch: Callable[[], Fault]) -> FaultOfTest:
        return FaultOfTest(self._host, self._host.do(switch))


__tracebackhide__ = True

Kind = TypeVar("Kind", bound=Observed)


class Several(Mapping[str, Kind]):
    """Instances by name, which share a journal and reach each other; for a pair also as `ours` and `partner`."""

    def __init__(self, host: Runs, group: Group, kind: type[Kind]) -> None:
        self._host = host
        self._group = group
        self._instances = {name: kind(host, group, name) for name in group.names}

    def __getitem__(self, name: str) -> Kind:
        """An instance.

        Raises:
            StageError: there is none of that name.
        """
        if name not in self._instances:
            raise StageError(f"no instance {name!r}; {expected(name, self._instances)}")
        return self._instances[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._instances)

    def __len__(self) -> int:
        return len(self._instances)

    @property
    def ours(self) -> Kind:
        """Our iTop."""
        return self["ours"]

    @property
    def partner(self) -> Kind:
        """The partner's."""
        return self["partner"]

    @property
    def roles(self) -> Roles:
        """Who plays whom in the wiring: the names of callers, agents, teams and of the partner's organisation."""
        return self._group.roles

    def link(self, sender: str = PAIR[0], receiver: str = PAIR[1]) -> LinkOfTest:
        """The way from one instance to another, on which faults can be switched on: ``link().drop(nth=1)``.

        Raises:
            StageError: there is no instance of such a name.
        """
        return LinkOfTest(self._host, self._group.link(self[sender].name, self[receiver].name))

    def journal(self) -> Sequence[JsonRow]:
        """The messages of all instances, in order; secrets are masked."""
        return self._host.do(self._group.rows)

    def problems(self, allowed: Sequence[str] = ()) -> list[str]:
        """What a test should not leave behind, one line each.

        These are ``errors`` of the servers, ``webhooks`` that came to nothing and that it has not asked for, and
        ``faults`` that are switched on and struck nothing.
        """
        found = {"errors": self._broken, "webhooks": self._unexplained, "faults": self._idle}
        return [line for name, lines in found.items() if name not in allowed for line in lines()]

    def release(self) -> None:
        """Give the instances back; what is under way in them ends."""
        self._host.do(self._group.release)

    def _broken(self) -> list[str]:
        return [f"{name} broke down: {error!r}" for name, error in self._group.crashes()]

    def _idle(self) -> list[str]:
        idle = self._host.do(self._group.idle_faults)
        return [f"a fault struck nothing: {each.verb} from {each.link.sender} to {each.link.receiver}" for each in idle]

    def _unexplained(self) -> list[str]:
        return [
            f"{name} sent a webhook that came to nothing ({sent.problem}): {sent}"
            for name, instance in self.items()
            for sent in instance.unexplained()
        ]
