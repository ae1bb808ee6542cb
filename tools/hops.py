"""What one ``core/update`` with a webhook goes through: ``python tools/hops.py`` prints the files, calls and depth.

An instance in a world, whose caches are warm, pushes a change to another one, which carries it out. Calls are those of
the package's own functions, each time that a generator goes on included; depth is how many of them are under way at
once, at most.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any, Self

import fake_itop
from fake_itop.access.settings import InstanceSettings
from fake_itop.datamodel import load
from fake_itop.integration.simulated import SimulatedSide, SimulatedSides
from fake_itop.values.clock import ANY_MOMENT, Clock

PACKAGE = str(Path(fake_itop.__file__).parent)
PUSH = """{"operation": "core/update", "comment": "push", "class": "Organization", "key": 1, "output_fields": "id",
"fields": {"name": "$this->name$"}}"""


class Hops:
    """Counts calls of the package's functions, by the file that they stand in; a context manager."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.depth = self._depth = 0

    def __enter__(self) -> Self:
        sys.setprofile(self._seen)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _seen(self, frame: FrameType, event: str, _: object) -> None:
        file = frame.f_code.co_filename
        if not file.startswith(PACKAGE) or event not in {"call", "return"}:
            return
        self._depth += 1 if event == "call" else -1
        self.depth = max(self.depth, self._depth)
        if event == "call":
            self.calls[str(Path(file).relative_to(PACKAGE))] += 1


def wire(side: SimulatedSide, partner: SimulatedSide) -> None:
    """Let each change of an organisation's name be pushed to the partner's."""
    login = {"auth_user": "rest", "auth_pwd": partner.password_of("rest")}
    connection = {"name": "C", "remoteapplicationtype_id": {"name": "iTop"}, "environment": "2-test", **login}
    action = {"name": "A", "status": "enabled", "remoteapplicationconnection_id": {"name": "C"}, "payload": PUSH}
    links = [{"action_id": "SELECT ActioniTopWebhook WHERE name = 'A'", "order": 1}]
    trigger = {"description": "T", "target_class": "Organization", "action_list": links, "target_attcodes": "name"}
    for cls, fields in (
        ("RemoteiTopConnection", {**connection, "url": partner.rest_url}),
        ("ActioniTopWebhook", action),
        ("TriggerOnObjectUpdate", trigger),
    ):
        answer = side({"operation": "core/create", "comment": "wire", "class": cls, "fields": fields})
        assert answer["code"] == 0, answer


def rename(side: SimulatedSide, name: str) -> Any:
    """The update."""
    asked = {"operation": "core/update", "class": "Organization", "key": 1, "comment": "c", "fields": {"name": name}}
    return side({**asked, "output_fields": "id"})


def main() -> None:
    """Print the figures, and the files with how often each is entered."""
    pair = SimulatedSides(load(), InstanceSettings.default(), lambda: Clock.frozen(ANY_MOMENT))
    side, partner = pair.sides["ours"], pair.sides["partner"]
    wire(side, partner)
    rename(side, "First")
    with Hops() as hops:
        answer = rename(side, "Second")
    assert answer["code"] == 0, answer
    told = partner({"operation": "core/get", "class": "Organization", "key": 1, "output_fields": "name"})
    assert told["objects"]["Organization::1"]["fields"]["name"] == "Second", told
    print(f"files        {len(hops.calls)}")
    print(f"calls        {hops.calls.total():,}")
    print(f"depth        {hops.depth}")
    for file, calls in hops.calls.most_common():
        print(f"{calls:6,}  {file}")


if __name__ == "__main__":
    main()
