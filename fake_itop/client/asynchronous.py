"""The client that calls without blocking others."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from itertools import count
from typing import Self

import aiohttp

from fake_itop.client.answers import Answer, ItopObject
from fake_itop.client.operations import Fields, Key, Operations
from fake_itop.client.sync import every
from fake_itop.client.wire import (
    DEFAULT_PAGE,
    DEFAULT_TIMEOUT,
    DEFAULT_VERSION,
    Endpoint,
    Login,
    Reply,
    attempts,
    http_url,
)


class AsyncClient(Operations[Awaitable[Answer]]):
    """Calls iTop without blocking others; an async context manager. Arguments as of `fake_itop.client.Client`."""

    def __init__(
        self,
        url: str,
        login: Login,
        *,
        version: str = DEFAULT_VERSION,
        timeout: float = DEFAULT_TIMEOUT,
        retries: int = 0,
    ) -> None:
        self._endpoint = Endpoint(http_url(url), login, version)
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._retries = retries
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def call(self, json_data: Fields) -> Answer:
        """What iTop says to an operation.

        Raises:
            aiohttp.ClientError: no reply came.
            TimeoutError: none came in time.
        """
        tries = attempts(json_data, self._retries)
        for left in reversed(range(tries)):
            try:
                return (await self._send(json_data)).answer()
            except (aiohttp.ClientError, TimeoutError):
                if not left:
                    raise
        raise AssertionError("every operation is tried at least once")

    async def find(
        self, class_: str, key: Key | None = None, *, output_fields: str = "*", page_size: int = DEFAULT_PAGE
    ) -> AsyncIterator[ItopObject]:
        """All objects of a key, or of a class, fetched page by page as they are asked for."""
        for page in count(1):
            answer = await self.get(class_, every(class_, key), output_fields=output_fields, limit=page_size, page=page)
            for each in answer.objects:
                yield each
            if len(answer.objects) < page_size:
                return

    async def _send(self, json_data: Fields) -> Reply:
        if self._session is None:
            raise RuntimeError("an AsyncClient is used within `async with`")
        endpoint = self._endpoint
        body, headers = endpoint.body(json_data), endpoint.headers()
        async with self._session.post(endpoint.url, data=body, headers=headers, allow_redirects=False) as response:
            return Reply(response.status, await response.read())
