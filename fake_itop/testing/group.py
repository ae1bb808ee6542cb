"""Instances that share a journal, served together, and brought back to their state at start for each test."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from fake_itop import datamodel
from fake_itop.clock import Clock
from fake_itop.datamodel.model import Datamodel
from fake_itop.defaults import new_token, seeded
from fake_itop.instance import Itop
from fake_itop.journal import Traffic
from fake_itop.server.listening import Member, Server, bind
from fake_itop.server.served import Served
from fake_itop.testing.errors import StageError
from fake_itop.testing.settings import ItopSettings
from fake_itop.transfer import wiring as kit
from fake_itop.transfer.callbacks import CALLBACKS
from fake_itop.transfer.roles import Roles
from fake_itop.transfer.simulated import SimulatedSide
from fake_itop.world import World

PAIR = ("ours", "partner")


@dataclass(eq=False)
class Group:
    """Some instances that are being served; ``in_use`` while a test has them."""

    names: tuple[str, ...]
    settings: ItopSettings
    itops: dict[str, Itop]
    members: dict[str, Member]
    traffic: Traffic
    server: Server
    roles: Roles
    in_use: bool = field(default=False)

    @property
    def served(self) -> dict[str, Served]:
        """The served instances by name."""
        return self.server.served

    def fits(self, names: Sequence[str], settings: ItopSettings) -> bool:
        """Whether it can be had for a test that wants these."""
        return not self.in_use and self.names == tuple(names) and self.settings == settings

    def begin(self, seed: int) -> None:
        """Go back to the state at start, with chance that repeats."""
        self.in_use = True
        for name, served in self.served.items():
            served.reset()
            served.crashes.clear()
            self.itops[name].random.seed(f"{seed}/{name}")

    def release(self) -> None:
        """End whatever is under way, and let another test have it."""
        for served in self.served.values():
            served.abandon_all()
        self.in_use = False

    async def close(self) -> None:
        """Stop serving."""
        await self.server.__aexit__(None, None, None)


async def build(names: Sequence[str], settings: ItopSettings) -> Group:
    """Instances that listen at free ports of loopback; the pair is wired as the settings say.

    Raises:
        StageError: a design or the wiring cannot be used.
    """
    model = _model(settings, wired=_is_wired(names, settings))
    with ExitStack() as undo:
        itops, members = {}, {}
        for name in names:
            place = bind("127.0.0.1", 0)
            undo.callback(place.socket.close)
            itops[name] = _itop(settings, model, place.root_url)
            members[name] = Member(name, itops[name], itops[name].clock, place, new_token())
        roles = _wire(members, settings) if _is_wired(names, settings) else Roles()
        traffic = Traffic(max_depth=settings.max_depth)
        server = Server(tuple(members.values()), traffic, allowed_hosts=settings.allowed_hosts)
        await server.__aenter__()
        undo.pop_all()
    return Group(tuple(names), settings, itops, members, traffic, server, roles)


def _itop(settings: ItopSettings, model: Datamodel, root_url: str) -> Itop:
    return Itop(
        settings=settings.users,
        model=model,
        root_url=root_url,
        clock=_clock(settings),
        random=seeded(0),
        callbacks={**CALLBACKS, **settings.callbacks},
    )


def _is_wired(names: Sequence[str], settings: ItopSettings) -> bool:
    return tuple(names) == PAIR and settings.wiring is not None


def _model(settings: ItopSettings, *, wired: bool) -> Datamodel:
    try:
        model = datamodel.load(settings.designs)
        if not wired or "remote_ticketid" in model["UserRequest"].attributes:
            return model
        return datamodel.load(("transfer", *settings.designs))
    except datamodel.DesignError as error:
        raise StageError(str(error)) from None


def _clock(settings: ItopSettings) -> Clock:
    return Clock.system() if settings.start is None else Clock.frozen(settings.start)


def _wire(members: dict[str, Member], settings: ItopSettings) -> Roles:
    world = World()
    for member in members.values():
        world.add(member.name, member.itop, member.clock, member.place.root_url)
    ours, partner = (SimulatedSide.of(name, members[name].place.root_url, world, settings.users) for name in PAIR)
    try:
        wiring = kit.load(str(settings.wiring))
        kit.apply(wiring, ours, partner)
    except kit.WiringError as error:
        raise StageError(str(error)) from None
    return wiring.roles
