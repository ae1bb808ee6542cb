"""Several instances of one test: a pair, or as many as it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from fake_itop.testing.errors import StageError
from fake_itop.testing.group import PAIR, Group, Runs
from fake_itop.testing.links import LinkOfTest
from fake_itop.testing.observed import Observed
from fake_itop.testing.webhooks import Row
from fake_itop.transfer.roles import Roles
from fake_itop.values.names import expected

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

    def journal(self) -> Sequence[Row]:
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
        driven = self._group.driven
        return [f"{name} broke down: {error!r}" for name, each in driven.items() for error in each.crashes]

    def _idle(self) -> list[str]:
        idle = self._host.do(self._group.idle_faults)
        return [f"a fault struck nothing: {each.verb} from {each.link.sender} to {each.link.receiver}" for each in idle]

    def _unexplained(self) -> list[str]:
        return [
            f"{name} sent a webhook that came to nothing ({sent.problem}): {sent}"
            for name, instance in self.items()
            for sent in instance.unexplained()
        ]
