"""The console's address: listened at from the start, while the console itself is built for its first visitor."""

from __future__ import annotations

import asyncio
import sys
import traceback

from aiohttp import web

from fake_itop.server.endpoint import QUIET
from fake_itop.server.listening import ListenAddress, Server

_BACKLOG = 64
_SHUTDOWN = 0.1


class Door:
    """Listens at a place. Whoever comes first waits in the socket's queue until the console is built.

    It answers under the names of loopback and those of the server's control API; the control API's token of the first
    instance lets a browser in.
    """

    def __init__(self, place: ListenAddress) -> None:
        self.place = place
        self._socket = place.socket
        self._opening: asyncio.Task[None] | None = None
        self._runner: web.AppRunner | None = None

    def listen(self, server: Server) -> None:
        """Let browsers connect from now on."""
        self._server = server
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
            from fake_itop.webconsole import desk, site  # noqa: PLC0415 - not waited for by who opens no console

            token, hosts = self._server.members[0].token, self._server.control_hosts
            app = site.build(desk.desk_of(self._server), token=token, port=port, hosts=hosts)
        except Exception:  # noqa: BLE001 - our own bug: told where it can be seen, and the instances go on
            traceback.print_exc(file=sys.stderr)
            self._socket.close()
            return
        self._runner = web.AppRunner(
            app, handle_signals=False, access_log=None, logger=QUIET, shutdown_timeout=_SHUTDOWN
        )
        await self._runner.setup()
        await web.SockSite(self._runner, self._socket, backlog=_BACKLOG).start()
