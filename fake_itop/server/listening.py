"""Sockets, signals and the life of a server: bound before its instances are built, as their URLs hold the port."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, Protocol, Self

from aiohttp import web

from fake_itop.itop.instance import Itop
from fake_itop.journal import Traffic
from fake_itop.server.control import PREFIX, Control
from fake_itop.server.endpoint import MAX_BODY, HttpEndpoint
from fake_itop.server.guard import Guard, Origins
from fake_itop.server.network import SocketNetwork
from fake_itop.server.sender import Sender
from fake_itop.server.served import Served
from fake_itop.server.worker import Worker
from fake_itop.values.http import REST_PATH

_ANY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104 - to recognise them
_BACKLOG = 512
STOPPING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""The signals that stop a program: Ctrl-C, the system, and a terminal that is closed."""


class CannotBindError(Exception):
    """An address cannot be listened at; the text says which and why."""


@dataclass(frozen=True)
class ListenAddress:
    """A bound socket, and the address that it is reached at: ``origin`` and, below it, the path of the application."""

    socket: socket.socket
    origin: str
    base_path: str = "/"

    @property
    def root_url(self) -> str:
        """The application, with a slash at the end."""
        return self.origin.rstrip("/") + self.base_path

    @property
    def rest_url(self) -> str:
        """The REST endpoint."""
        return self.root_url.rstrip("/") + REST_PATH

    @property
    def control_url(self) -> str:
        """The control API, to which a call's name is added."""
        return self.origin + PREFIX.lstrip("/")


def bind(host: str, port: int, base_path: str = "/") -> ListenAddress:
    """Take an address; port 0 takes a free one. ``base_path`` is where the application lives on it.

    Raises:
        CannotBindError: it is in use, or not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except (OSError, OverflowError) as error:
        bound.close()
        raise CannotBindError(_why_not_bound(host, port, error)) from None
    return ListenAddress(bound, _origin(host, bound.getsockname()[1]), f"/{base_path.strip('/')}/".replace("//", "/"))


@dataclass(frozen=True)
class Member:
    """An instance that is ready to be served: where, and the key to its control API."""

    itop: Itop
    place: ListenAddress
    token: str = field(repr=False)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.itop.name


class Console(Protocol):
    """What shows instances to people in a browser, and lets them act."""

    @property
    def place(self) -> ListenAddress:
        """Where it listens."""

    def listen(self, server: Server) -> None:
        """Let browsers connect to what is being served."""

    async def close(self) -> None:
        """Let go of the address, and of whoever is connected."""


class Server:
    """Instances that listen, share their traffic, and send their webhooks; an async context manager.

    Args:
        members: the instances; more than one are a pair, wired or not.
        traffic: their journal and the limit of a chain's depth.
        allowed_hosts: where webhooks may go beside this machine.
        control_hosts: names under which the control API and the console answer beside loopback's.
        console: the web console; without it there is none.
        max_body: bytes that a request's body may have.
        allow_cross_site: let web pages of any site ask, as a real iTop does.
        webhook_timeout: the most seconds that a webhook may take in all, ``None`` for as long as it asks for.
        slices: let long work of the instances pause, so that others are answered meanwhile. Then whoever looks into an
            instance from without has to hold the worker's turn.
    """

    def __init__(
        self,
        members: Sequence[Member],
        traffic: Traffic,
        *,
        allowed_hosts: Iterable[str] = (),
        control_hosts: Iterable[str] = (),
        console: Console | None = None,
        max_body: int = MAX_BODY,
        webhook_timeout: float | None = None,
        allow_cross_site: bool = False,
        slices: bool = False,
    ) -> None:
        self.worker = Worker(slices=slices)
        self.served: dict[str, Served] = {}
        self.members = members
        self.traffic = traffic
        self._guard = Guard([*allowed_hosts, *(_bound_host(member.place) for member in members)])
        self.control_hosts = frozenset(control_hosts)
        self._max_body = max_body
        self._origins = Origins(frozenset(host.lower() for host in control_hosts), all=allow_cross_site)
        self._webhook_timeout = webhook_timeout
        self._console = console
        self._controls: list[Control] = []
        self._runners: list[web.ServerRunner] = []

    async def __aenter__(self) -> Self:
        self._sender = Sender(self._guard)
        self.network = SocketNetwork(
            {member.name: member.place.root_url for member in self.members},
            {member.name: member.itop.clock for member in self.members},
            self.traffic,
            self._sender,
            longest=self._webhook_timeout,
        )
        for member in self.members:
            await self._start(member)
        if self._console is not None:
            self._console.listen(self)
        for control in self._controls:
            control.ready = True
        return self

    async def __aexit__(self, *_: object) -> None:
        for served in self.served.values():
            served.abandon_all()
        if self._console is not None:
            await self._console.close()
        for runner in self._runners:
            await runner.cleanup()
        await self._sender.close()

    async def _start(self, member: Member) -> None:
        served = Served(member.itop, self.traffic, self.network, worker=self.worker)
        console_url = self._console.place.root_url if self._console is not None else ""
        control = Control(served, member.token, hosts=self.control_hosts, console_url=console_url)
        endpoint = HttpEndpoint(
            served, control, max_body=self._max_body, base_path=member.place.base_path, origins=self._origins
        )
        runner = web.ServerRunner(endpoint.server(), handle_signals=False, shutdown_timeout=0.1)
        self.served[member.name] = served
        self._controls.append(control)
        self._runners.append(runner)
        await runner.setup()
        await web.SockSite(runner, member.place.socket, backlog=_BACKLOG).start()


async def run_until_stopped(
    server: Server, on_ready: Callable[[], None], until: Coroutine[None, None, None] | None = None
) -> bool:
    """Serve until Ctrl-C, SIGTERM or SIGHUP, which stop at once whatever is under way, or until something else happens.

    Returns:
        Whether that other thing happened.
    """
    asyncio.get_running_loop().set_exception_handler(_tell_once)
    stopped = asyncio.ensure_future(stopping().wait())
    happened = asyncio.ensure_future(until) if until is not None else None
    waited: list[asyncio.Future[Any]] = [stopped, *([happened] if happened is not None else [])]
    async with server:
        on_ready()
        done, left = await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    if happened is not None and happened in done:
        happened.result()
    return stopped not in done


def _tell_once(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Let the loop tell of its troubles; that no further connection can be had, which it says each time, only once."""
    error = context.get("exception")
    if not isinstance(error, OSError) or error.errno not in {errno.EMFILE, errno.ENFILE}:
        loop.default_exception_handler(context)
    elif error.errno not in _TOLD:
        _TOLD.add(error.errno)
        print(f"fake-itop: {error.strerror}: further connections wait until others end", file=sys.stderr)  # noqa: T201


_TOLD: set[int] = set()


def stopping() -> asyncio.Event:
    """Catch the signals that stop a program from now on: they set what is returned.

    They stay caught when the loop has ended, so that a second one does not come between what is then still to be kept
    and its file (see `fake_itop.cli.running.signals_given_back`).
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def caught(_: int, __: FrameType | None) -> None:
        with suppress(RuntimeError):  # the loop has ended: there is nothing left to stop
            loop.call_soon_threadsafe(stop.set)

    for number in STOPPING:
        signal.signal(number, caught)
    return stop


def _why_not_bound(host: str, port: int, error: Exception) -> str:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return f"port {port} of {host} is in use: choose another, or 0 for a free one"
    if number == errno.EACCES:
        return f"port {port} of {host} needs rights that you lack: choose one from 1024 on, or 0 for a free one"
    return f"cannot listen at {host}, port {port}: {os.strerror(number) if number else error}"


def _origin(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in _ANY_ADDRESS else host
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def _bound_host(place: ListenAddress) -> str:
    host: str = place.socket.getsockname()[0]
    return host


@contextmanager
def serving(server: Server) -> Iterator[None]:
    """Let a server listen while the block runs; what hinders its start is raised here."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="fake-itop", daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result()
        try:
            yield
        finally:
            asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
