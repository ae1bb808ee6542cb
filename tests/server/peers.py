"""Peers that misbehave, on free ports of loopback: each does one wrong thing to every request, in earnest."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from fake_itop.server.listening import bind

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

DRIP = 0.02
"""Seconds between two bytes of a peer that drips."""


@asynccontextmanager
async def peer(talk: Talk, tls: ssl.SSLContext | None = None, *, after: bytes = b"\r\n\r\n") -> AsyncIterator[str]:
    """The address of a server that talks like this after it has read so far: up to the end of a request's head."""
    at_work: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        at_work.add(task)
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                await reader.readuntil(after)
                await talk(reader, writer)
        finally:
            at_work.discard(task)
            writer.close()

    place = bind("127.0.0.1", 0)
    server = await asyncio.start_server(serve, sock=place.socket, ssl=tls)
    try:
        yield f"{place.root_url}hook"
    finally:
        server.close()
        for task in list(at_work):
            task.cancel()


def saying(*parts: bytes) -> Talk:
    """Somebody who says just this, and hangs up."""

    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()

    return talk


def answering(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> Talk:
    """Somebody who gives a whole answer."""
    length = b"Content-Length: %d" % len(body)
    return saying(b"\r\n".join([b"HTTP/1.1 " + status, *headers, length, b"", body]))


async def stalling(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    """Never says a byte, until the other side goes."""
    await reader.read(-1)


async def dripping(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Says a byte, and another, and so on until the other side goes."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    gone = asyncio.ensure_future(reader.read(-1))
    while not gone.done():
        writer.write(b"x")
        await asyncio.wait([gone], timeout=DRIP)


async def resetting(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Breaks the connection off in the middle of its answer, so that the other side is told of a reset."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    await writer.drain()
    await _break_off(writer)


async def resetting_at_once(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Breaks the connection off before it says anything."""
    await _break_off(writer)


async def _break_off(writer: asyncio.StreamWriter) -> None:
    at_once = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
    writer.transport.abort()


async def going_in_circles(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Redirects to itself."""
    writer.write(b"HTTP/1.1 307 Temporary Redirect\r\nLocation: /hook\r\nContent-Length: 0\r\n\r\n")
    await writer.drain()
