"""Instances without sockets: the scenarios run on them in milliseconds, and always in the same way."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fake_itop.access.settings import InstanceSettings, UserSettings
from fake_itop.datamodel.model import Datamodel
from fake_itop.integration.lab import CONSOLE_USER, DEFAULT_USER, LabError, RestReply, Seen
from fake_itop.integration.wiring import SIDES
from fake_itop.itop.instance import Itop, Specification
from fake_itop.journal import JsonRow, Traffic
from fake_itop.network import ConsoleAct, World
from fake_itop.profiles import DEFAULT, VersionProfile
from fake_itop.values.clock import Clock
from fake_itop.values.http import REST_PATH, HttpReply, form_request


@dataclass(frozen=True)
class SimulatedSide:
    """An instance of a world, called as any of its users; a `fake_itop.integration.lab.Side`."""

    itop: Itop
    world: World
    users: Mapping[str, UserSettings]

    @classmethod
    def of(cls, itop: Itop, world: World, settings: InstanceSettings) -> SimulatedSide:
        """The side whose users are those of some settings."""
        return cls(itop, world, {user.login: user for user in settings.users})

    @property
    def name(self) -> str:
        return self.itop.name

    @property
    def root_url(self) -> str:
        return self.itop.root_url

    @property
    def model(self) -> Datamodel:
        return self.itop.model

    @property
    def rest_url(self) -> str:
        """The address of its REST endpoint."""
        return self.root_url.rstrip("/") + REST_PATH

    @property
    def token(self) -> str:
        """The token of the first user who has one."""
        return next((user.token for user in self.users.values() if user.token), "")

    def password_of(self, login: str) -> str:
        """The password of a user, empty if nobody of that login has one."""
        return self.users[login].password if login in self.users else ""

    def __call__(self, json_data: Mapping[str, Any], login: str = DEFAULT_USER) -> RestReply:
        """The answer to an operation that a user calls."""
        form = {"version": "1.3", **credentials(self.users, login), "json_data": json.dumps(json_data)}
        return _answer(self.world.request(self.name, form_request(form)))

    def console(self, cls: str, key: int, stimulus: str, fields: Mapping[str, Any]) -> Seen:
        """Let a person act in the web console."""
        seen = self.world.console(self.name, ConsoleAct(CONSOLE_USER, cls, key, stimulus, fields))
        return Seen(seen.state, seen.error)


def sides_of(itops: Mapping[str, Itop], settings: InstanceSettings) -> dict[str, SimulatedSide]:
    """Instances by name in a world of their own, called as any of the users of some settings."""
    world = World()
    for itop in itops.values():
        world.add(itop)
    return {name: SimulatedSide.of(itop, world, settings) for name, itop in itops.items()}


def credentials(users: Mapping[str, UserSettings], login: str) -> dict[str, str]:
    """How a user says in a form who calls.

    Raises:
        LabError: the instance has no such user.
    """
    user = users.get(login)
    if user is None:
        raise LabError(f"no user {login!r}; --config names {', '.join(users) or 'nobody'}")
    return {"auth_token": user.token} if user.token else {"auth_user": login, "auth_pwd": user.password}


def _answer(reply: HttpReply) -> RestReply:
    try:
        answer = json.loads(reply.body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or "code" not in answer:
        raise LabError(f"no answer of iTop, but HTTP {reply.status}: {reply.body[:200].decode('utf-8', 'replace')!r}")
    return answer


@dataclass
class SimulatedSides:
    """Any number of instances in a world of their own.

    Args:
        model: the classes of all, or of each by name.
        settings: the users of all.
        clock: makes the clock of each.
        max_depth: how many webhooks a chain may have.
        names: what they are called.
        profiles: the versions that each imitates, by name; the default where it is not named.
        designs: what the classes are made of, as far as anybody will ask.
    """

    model: Datamodel | Mapping[str, Datamodel]
    settings: InstanceSettings
    clock: Callable[[], Clock]
    max_depth: int = 20
    names: tuple[str, ...] = SIDES
    profiles: Mapping[str, VersionProfile] = field(default_factory=dict)
    designs: Sequence[Path | str] = ()
    sides: dict[str, SimulatedSide] = field(init=False)
    _itops: dict[str, Itop] = field(init=False)

    def __post_init__(self) -> None:
        self._itops = {name: self._build(name) for name in self.names}
        self._open()
        self.begin()

    def begin(self) -> None:
        """Take the state as it is now for the one to which `reset` goes back."""
        self._start = {name: itop.snapshot() for name, itop in self._itops.items()}
        self._open()

    def reset(self) -> None:
        """Bring all back to the state at start, with an empty journal."""
        for name, snapshot in self._start.items():
            self._itops[name].restore(snapshot)
        self._open()

    def itop(self, name: str) -> Itop:
        return self._itops[name]

    def journal(self) -> Sequence[JsonRow]:
        """All messages since, in order."""
        rows: Sequence[JsonRow] = self._traffic.journal.to_json()["messages"]
        return rows

    def _open(self) -> None:
        self._traffic = Traffic(max_depth=self.max_depth)
        world = World(self._traffic)
        for itop in self._itops.values():
            world.add(itop)
        self.sides = {name: SimulatedSide.of(itop, world, self.settings) for name, itop in self._itops.items()}

    def _build(self, name: str) -> Itop:
        model = self.model if isinstance(self.model, Datamodel) else self.model[name]
        profile = self.profiles.get(name, DEFAULT)
        return Itop(
            Specification(
                name=name,
                profile=profile,
                designs=tuple(self.designs),
                model=model,
                users=self.settings,
                clock=self.clock(),
            )
        )


class SimulatedPair(SimulatedSides):
    """Ours and the partner's; a `fake_itop.integration.lab.Lab`."""

    @property
    def ours(self) -> SimulatedSide:
        """Our iTop."""
        return self.sides["ours"]

    @property
    def partner(self) -> SimulatedSide:
        return self.sides["partner"]
