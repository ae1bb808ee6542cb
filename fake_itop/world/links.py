"""The ways between the instances of a world, made when somebody first asks for one."""

from __future__ import annotations

import random
from collections.abc import Callable

from fake_itop.world.faults import Fault, Link


class Links:
    """The links by sender and receiver; ``chance`` draws whom their faults strike, ``on_change`` hears of each."""

    def __init__(self, chance: random.Random, on_change: Callable[[Fault, bool], None]) -> None:
        self._chance = chance
        self._on_change = on_change
        self._links: dict[tuple[str, str], Link] = {}

    def link(self, sender: str, receiver: str) -> Link:
        """The way from one to another."""
        ends = sender, receiver
        if ends not in self._links:
            self._links[ends] = Link(sender, receiver, self._chance, self._on_change)
        return self._links[ends]

    def known(self, sender: str, receiver: str) -> Link | None:
        """The way from one to another, if anybody asked for it: otherwise nothing can be wrong with it."""
        return self._links.get((sender, receiver))
