"""A live iTop to read: an instance in memory, behind a client that counts what it is asked, and may break off."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fake_itop.client import FormLogin, ItopObject, ReadOnlyClient, Reply
from fake_itop.datamodel.model import MetaClass
from fake_itop.itop.instance import Itop
from fake_itop.mirror import Drawer, Kept, Live, Pull, compare, state_with, wanted
from fake_itop.mirror.comparing import Comparison
from fake_itop.profiles import DEFAULT, VersionProfile
from fake_itop.state import load_state
from fake_itop.values.clock import seeded
from tests.helpers import an_itop, http, rest


class Local(ReadOnlyClient):
    """Asks an instance in memory. ``broken``: what comes instead of the answer to the request of a number."""

    def __init__(self, itop: Itop, broken: Mapping[int, Callable[[], Reply]]) -> None:
        super().__init__("http://itop.test/webservices/rest.php", FormLogin("rest", "x"))
        self.itop, self.broken = itop, broken
        self.asked: list[Mapping[str, Any]] = []

    def _send(self, json_data: Mapping[str, Any]) -> Reply:
        self.asked.append(json_data)
        if (instead := self.broken.get(len(self.asked))) is not None:
            return instead()
        return self.answered(json_data)

    def answered(self, json_data: Mapping[str, Any]) -> Reply:
        """The instance's own answer."""
        reply = http(self.itop, json_data)
        return Reply(reply.status, reply.body)


def live(itop: Itop, broken: Mapping[int, Callable[[], Reply]] | None = None) -> tuple[Live, Local]:
    """The instance as a live iTop, and its client."""
    client = Local(itop, broken or {})
    return Live("https://itop.example/", client), client


def as_it_is(_cls: MetaClass, found: ItopObject) -> ItopObject:
    """Nothing is changed."""
    return found


def pull(
    asked: Live, itop: Itop, output: Path, *queries: str, change: Any = as_it_is, page: int = 500, most: int = 10_000
) -> Pull:
    """Read objects, and keep what was read."""
    with Kept(output, {"objects": list(queries)}, "salt") as kept:
        one = Pull(asked, itop.model, kept, change, page, most)
        one.run([wanted(query, itop.model) for query in queries])
    return one


def stand_in(found: Pull, profile: VersionProfile = DEFAULT) -> Itop:
    """A fresh instance that holds what was pulled."""
    state = state_with(an_itop(model=found.model, profile=profile), found.kept.objects, found.whole)
    made = an_itop(model=found.model, profile=profile)
    load_state(made, json.loads(json.dumps(state)), "pulled")
    return made


def compared(asked: Live, made: Itop, found: Pull, *, anonymised: bool = False, reads: int = 120) -> Comparison:
    """The stand-in held against the live one."""
    classes = sorted({cls for cls, _ in found.kept.objects})
    drawer = Drawer(made.db.store, classes, seeded(1), anonymised)
    return compare(asked, lambda request: rest(made, request), drawer, reads)


def delete(itop: Itop, cls: str, key: int) -> None:
    """Take an object away there."""
    assert rest(itop, {"operation": "core/delete", "comment": "test", "class": cls, "key": key})["code"] == 0
