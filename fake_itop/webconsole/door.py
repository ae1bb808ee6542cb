"""The console's address: listened at from the start, while the console itself is built for its first visitor."""

from __future__ import annotations

import asyncio
import socket
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from fake_itop.webconsole.desk import Desk

_BACKLOG = 64
_SHUTDOWN = 0.1


class Door:
    """Listens at a socket. Whoever comes first waits in the socket's queue until the console is built.

    Args:
        bound: the socket, bound to its address.
        desk: makes what the console works on.
        token: what lets a browser in.
        hosts: names, beside those of loopback, under which the console answers.
    """

    def __init__(self, bound: socket.socket, desk: Callable[[], Desk], *, token: str, hosts: frozenset[str]) -> None:
        self._socket = bound
        self._desk = desk
        self._token = token
        self._hosts = hosts
        self._opening: asyncio.Task[None] | None = None
        self._runner: web.AppRunner | None = None

    def listen(self) -> None:
        """Let browsers connect from now on."""
        self._socket.setblocking(False)
        self._socket.listen(_BACKLOG)
        asyncio.get_running_loop().add_reader(self._socket, self._somebody_comes)

    async def close(self) -> None:
        """Let go of the address, and of whoever is connected."""
        asyncio.get_running_loop().remove_reader(self._socket)
        if self._opening is not None:
            self._opening.cancel()
        if self._runner is not None:
            await self._runner.cleanup()
        self._socket.close()

    def _somebody_comes(self) -> None:
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._socket)
        self._opening = loop.create_task(self._open())

    async def _open(self) -> None:
        try:
            port: int = self._socket.getsockname()[1]
            site = import_module("fake_itop.webconsole.site")
            app: web.Application = site.build(self._desk(), token=self._token, port=port, hosts=self._hosts)
        except Exception:  # noqa: BLE001 - our own bug: told where it can be seen, and the instances go on
            traceback.print_exc(file=sys.stderr)
            self._socket.close()
            return
        self._runner = web.AppRunner(app, handle_signals=False, access_log=None, shutdown_timeout=_SHUTDOWN)
        await self._runner.setup()
        await web.SockSite(self._runner, self._socket, backlog=_BACKLOG).start()
