"""One table of faults and what comes of them, for everybody who drives passages: a world, and servers on sockets.

Ours sends one webhook to the partner for each request that reaches it, and waits 120 seconds for the answer. Clocks
stand still. Over sockets, too, nothing takes real time.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import pytest

from fake_itop.network import Link, UnsettledError, World
from fake_itop.network.curl import address_of
from fake_itop.values.http import HttpReply
from tests.network.stub import NOON, StubItop, arriving, clock, post
from tests.server.conftest import running

OK = '200 {"code":0}'
REFUSED = "Failed to connect to HOST port PORT after 0 ms: Couldn't connect to server"
GIVEN_UP = "Operation timed out after 120001 milliseconds with 0 bytes received"
EMPTY = "Empty reply from server"


class Driver(Protocol):
    """A pair, driven."""

    ours: StubItop
    partner: StubItop
    link: Link
    way_out: Link
    url: str

    async def start(self, body: bytes = b"a") -> None:
        """Let a request reach ours, and let it go on as far as it can by itself, time included."""

    async def answered(self) -> None:
        """Let what was started be answered."""

    async def advance(self, seconds: float) -> None:
        """Let time pass."""

    async def settle(self) -> None:
        """Let everything come to its end, however long it takes."""

    @property
    def seconds(self) -> float:
        """How much time has passed."""

    @property
    def statuses(self) -> list[int]:
        """What those who asked ours were told."""

    def faults(self) -> list[Mapping[str, Any]]:
        """The faults in the journal."""


@dataclass
class InWorld:
    """The pair in a world."""

    ours: StubItop
    partner: StubItop
    url: str = "http://partner/rest.php"
    tasks: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = clock()
        self.world = World(clock=self.clock)
        self.world.add(self.ours.at("ours", self.clock))
        self.world.add(self.partner.at("partner", self.clock))
        self.link, self.way_out = self.world.link("ours", "partner"), self.world.way_out("ours")

    async def start(self, body: bytes = b"a") -> None:
        task = self.world.start_request("ours", arriving(body))
        self.tasks.append(task)
        with contextlib.suppress(UnsettledError):
            self.world.wait_for(task)

    async def answered(self) -> None:
        for task in self.tasks:
            self.world.wait_for(task)

    async def advance(self, seconds: float) -> None:
        self.world.advance(seconds)

    async def settle(self) -> None:
        self.world.settle()

    @property
    def seconds(self) -> float:
        return (self.clock.now() - NOON).total_seconds()

    @property
    def statuses(self) -> list[int]:
        return [task.result.status for task in self.tasks]

    def faults(self) -> list[Mapping[str, Any]]:
        return [row.content for row in self.world.traffic.journal.rows() if row.kind == "fault"]  # type: ignore[misc]


class OnSockets:
    """The pair on sockets."""

    def __init__(self, started: Any, ours: StubItop, partner: StubItop) -> None:
        self.ours, self.partner = ours, partner
        self.url = started.places["partner"].rest_url
        self.link = started.server.network.link("ours", "partner")
        self.way_out = started.server.network.way_out("ours")
        self._started = started
        self._asking: list[asyncio.Task[Any]] = []

    async def start(self, body: bytes = b"a") -> None:
        network = self._started.server.network
        blocked = network.blocked
        asking = asyncio.create_task(self._started.post("ours", body))
        self._asking.append(asking)
        while not asking.done() and network.blocked == blocked:
            changing = asyncio.ensure_future(network.change())
            await asyncio.wait({asking, changing}, return_when=asyncio.FIRST_COMPLETED)
            changing.cancel()

    async def answered(self) -> None:
        await asyncio.gather(*self._asking)

    async def advance(self, seconds: float) -> None:
        for served in self._started.server.served.values():
            served.clock.advance(seconds)
        for _ in range(20):
            await asyncio.sleep(0)

    async def settle(self) -> None:
        await self.answered()
        await self._started.server.network.idle()
        for served in self._started.server.served.values():
            await served.idle()

    @property
    def seconds(self) -> float:
        return (self._started.server.served["ours"].clock.now() - NOON).total_seconds()

    @property
    def statuses(self) -> list[int]:
        return [asking.result()[0] for asking in self._asking]

    def faults(self) -> list[Mapping[str, Any]]:
        return [row.content for row in self._started.traffic.journal.rows() if row.kind == "fault"]


@asynccontextmanager
async def in_world(ours: StubItop, partner: StubItop) -> AsyncIterator[Driver]:
    """Drives in a world."""
    yield InWorld(ours, partner)


@asynccontextmanager
async def on_sockets(ours: StubItop, partner: StubItop) -> AsyncIterator[Driver]:
    """Drives over sockets."""
    async with running(lambda _: {"ours": ours, "partner": partner}, ("ours", "partner")) as started:
        yield OnSockets(started, ours, partner)


@pytest.fixture(params=[in_world, on_sockets], ids=["world", "sockets"])
async def driver(request: pytest.FixtureRequest) -> AsyncIterator[Driver]:
    """A pair, once for each driver."""
    ours, partner = StubItop(), StubItop()
    async with request.param(ours, partner) as made:
        ours.hooks = lambda body: [post(made.url, body)]
        yield made


Story = Callable[[Driver], Awaitable[None]]


@dataclass(frozen=True)
class Row:
    """What happens, and what comes of it.

    ``told`` is what the sender is told, ``arrived`` how often the message arrives, ``seconds`` how much time has passed
    once the sender was told, ``settled`` once everything has come to its end.
    """

    what: str
    story: Story
    told: str
    arrived: int
    seconds: float = 0
    settled: float | None = None
    status: int = 200


def switched(*switches: Callable[[Link], object]) -> Story:
    """Faults are switched on, then the message is sent."""

    async def story(driver: Driver) -> None:
        for switch in switches:
            switch(driver.link)
        await driver.start()

    return story


def held(*then: Callable[[Driver], Any]) -> Story:
    """The message is held, then other things happen."""

    async def story(driver: Driver) -> None:
        driver.link.hold()
        await driver.start()
        for act in then:
            done = act(driver)
            if asyncio.iscoroutine(done):
                await done

    return story


def out(*switches: Callable[[Link], object]) -> Story:
    """Things happen on the way out of ours to anybody, and the message is sent after the first of them."""

    async def story(driver: Driver) -> None:
        switches[0](driver.way_out)
        await driver.start()
        for switch in switches[1:]:
            switch(driver.way_out)

    return story


async def redirected(driver: Driver) -> None:
    """The partner sends the message elsewhere on its own host, again and again, and each time it takes 50 seconds."""
    driver.partner.reply = HttpReply(307, (("Location", driver.url),), b"")
    driver.link.delay(50)
    await driver.start()


async def round_and_round(driver: Driver) -> None:
    """Redirects without end."""
    driver.partner.reply = HttpReply(307, (("Location", driver.url),), b"")
    await driver.start()


def release(driver: Driver) -> None:
    """What is held goes on."""
    driver.link.release()


def cut(driver: Driver) -> None:
    """The link refuses from now on."""
    driver.link.partition()


TABLE = [
    Row("nothing is wrong", switched(), OK, 1),
    Row("partition", switched(lambda link: link.partition()), REFUSED, 0),
    Row("partition, healed", switched(lambda link: link.partition(), Link.heal), OK, 1),
    Row("drop", switched(lambda link: link.drop()), GIVEN_UP, 0, 120, status=504),
    Row("reply lost", switched(lambda link: link.reply_lost()), EMPTY, 1),
    Row("duplicate", switched(lambda link: link.duplicate()), OK, 2),
    Row("duplicate, reply lost", switched(Link.duplicate, Link.reply_lost), EMPTY, 2),
    Row("delay", switched(lambda link: link.delay(30)), OK, 1, 30),
    Row("delay as long as nginx waits", switched(lambda link: link.delay(60)), OK, 1, 60, status=504),
    Row("two delays", switched(lambda link: link.delay(10), lambda link: link.delay(20)), OK, 1, 30),
    Row("delay up to the time-out", switched(lambda link: link.delay(120)), GIVEN_UP, 1, 120, status=504),
    Row("delay beyond it", switched(lambda link: link.delay(300)), GIVEN_UP, 1, 120, 300, status=504),
    Row(
        "two delays beyond it",
        switched(lambda link: link.delay(100), lambda link: link.delay(50)),
        *(GIVEN_UP, 1, 120, 150, 504),
    ),
    Row("delay, then partition", switched(lambda link: link.delay(30), Link.partition), REFUSED, 0, 30),
    Row("too late for a partition", switched(lambda link: link.delay(300), Link.partition), GIVEN_UP, 0, 120, 300, 504),
    Row("too late for a hold", switched(lambda link: link.delay(300), Link.hold), GIVEN_UP, 0, 120, 300, 504),
    Row("late and twice", switched(lambda link: link.delay(300), Link.duplicate), GIVEN_UP, 2, 120, 300, 504),
    Row("slow", switched(lambda link: link.slow(30)), OK, 1, 30),
    Row("slow beyond the time-out", switched(lambda link: link.slow(300)), GIVEN_UP, 1, 120, status=504),
    Row(
        "late and slow, together too long",
        switched(lambda link: link.delay(70), lambda link: link.slow(70)),
        *(GIVEN_UP, 1, 120, None, 504),
    ),
    Row("slow, reply lost", switched(lambda link: link.slow(5), Link.reply_lost), EMPTY, 1, 5),
    Row("login page", switched(lambda link: link.corrupt("login_page")), "200 <!DOCTYPE html>", 0),
    Row("HTTP 500", switched(lambda link: link.corrupt("http_500")), "500 ", 0),
    Row("code 100", switched(lambda link: link.corrupt("code_100")), '200 {"code":100', 0),
    Row("warning", switched(lambda link: link.corrupt("warning")), "200 <br />", 1),
    Row("truncated", switched(lambda link: link.corrupt("truncated")), '200 {"cod', 1),
    Row("only the second", switched(lambda link: link.drop(nth=2)), OK, 1),
    Row("nobody by chance", switched(lambda link: link.drop(probability=0.0)), OK, 1),
    Row("hold, release", held(release), OK, 1),
    Row("hold, release in time", held(lambda driver: driver.advance(50), release), OK, 1, 50),
    Row("hold, nginx tires", held(lambda driver: driver.advance(119), release), OK, 1, 119, status=504),
    Row("hold beyond the time-out", held(lambda driver: driver.advance(120), release), GIVEN_UP, 0, 120, status=504),
    Row("hold, partition, release", held(cut, release), REFUSED, 0),
    Row("hold, delay, release", held(lambda driver: driver.link.delay(30), release), OK, 1, 30),
    Row(
        "held and late, together too long",
        held(lambda driver: driver.advance(100), lambda driver: driver.link.delay(30), release),
        *(GIVEN_UP, 1, 120, 130, 504),
    ),
    Row("hold, duplicate, release", held(lambda driver: driver.link.duplicate(), release), OK, 2),
    Row("way out cut", out(Link.partition), REFUSED, 0),
    Row("way out held, then open", out(Link.hold, Link.release), OK, 1),
    Row("way out held, then cut", out(Link.hold, Link.partition, Link.release), REFUSED, 0),
    Row("redirects take too long together", redirected, GIVEN_UP, 3, 120, 150, status=504),
    Row("redirects without end", round_and_round, "Maximum (10) redirects followed", 11),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.what)
async def test_a_fault_has_the_same_outcome_whoever_drives(driver: Driver, row: Row) -> None:
    await row.story(driver)
    await driver.answered()
    when = driver.seconds
    await driver.settle()

    address: Any = address_of(driver.url)
    told = row.told.replace("HOST", address.host).replace("PORT", str(address.port))
    assert [outcome.startswith(told) for outcome in driver.ours.outcomes] == [True], driver.ours.outcomes
    assert driver.partner.written == [b"a"] * row.arrived
    assert driver.statuses == [row.status]
    assert (when, driver.seconds) == (row.seconds, row.seconds if row.settled is None else row.settled)


@pytest.mark.parametrize(
    "switch", [Link.partition, Link.drop, Link.reply_lost, Link.duplicate, Link.corrupt], ids=lambda verb: verb.__name__
)
async def test_the_journal_tells_of_each_fault_and_whom_it_struck(driver: Driver, switch: Any) -> None:
    with switch(driver.link):
        await driver.start()
        await driver.settle()

    assert [row.get("event", row["fault"]) for row in driver.faults()] in (
        ["begins", switch.__name__, "ends"],
        ["partition", "partition", "heal"],
    )


async def test_messages_that_were_held_go_on_in_the_order_in_which_they_were_sent(driver: Driver) -> None:
    driver.link.hold()
    for body in (b"1", b"2", b"3"):
        await driver.start(body)
    driver.link.release()
    await driver.settle()

    assert sorted(driver.partner.written) == [b"1", b"2", b"3"]


async def test_a_redirect_leads_past_the_faults_of_the_way_that_it_takes(driver: Driver) -> None:
    driver.partner.reply = HttpReply(302, (("Location", driver.url),), b"")
    driver.link.drop(nth=2)
    await driver.start()
    await driver.settle()

    assert driver.partner.written == [b"a"]
    assert driver.ours.outcomes == [GIVEN_UP]
