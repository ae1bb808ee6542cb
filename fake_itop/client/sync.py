"""The client that calls and waits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from fake_itop.client.answers import Answer, ItopObject
from fake_itop.client.operations import Fields, Key, Operations
from fake_itop.client.wire import (
    DEFAULT_PAGE,
    DEFAULT_TIMEOUT,
    DEFAULT_VERSION,
    Endpoint,
    Login,
    Reply,
    attempts,
    http_url,
    send,
)


class Client(Operations[Answer]):
    """Calls iTop and waits.

    Args:
        url: the endpoint, ``…/webservices/rest.php``.
        login: who calls.
        version: the API's version.
        timeout: seconds to wait for the connection, and for each part of the answer.
        retries: how often an operation that only reads is tried again where no reply came.
    """

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
        self._timeout = timeout
        self._retries = retries

    def call(self, json_data: Fields) -> Answer:
        """What iTop says to an operation.

        Raises:
            OSError: no reply came.
        """
        tries = attempts(json_data, self._retries)
        for left in reversed(range(tries)):
            try:
                return self._send(json_data).answer()
            except OSError:
                if not left:
                    raise
        raise AssertionError("every operation is tried at least once")

    def find(
        self, class_: str, key: Key | None = None, *, output_fields: str = "*", page_size: int = DEFAULT_PAGE
    ) -> Iterator[ItopObject]:
        """All objects of a key, or of a class, fetched page by page as they are asked for."""
        for page in count(1):
            found = self.get(
                class_, every(class_, key), output_fields=output_fields, limit=page_size, page=page
            ).objects
            yield from found
            if len(found) < page_size:
                return

    def _send(self, json_data: Fields) -> Reply:
        endpoint = self._endpoint
        return send("POST", endpoint.url, endpoint.headers(), endpoint.body(json_data), self._timeout)


class ReadOnlyError(RuntimeError):
    """An operation was to be sent that is not known to change nothing: a bug of whoever wanted to send it."""


class ReadOnlyClient(Client):
    """Calls iTop, and sends nothing but ``core/get``: by it nothing can be written, whatever its caller does."""

    def call(self, json_data: Fields) -> Answer:
        """What iTop says to ``core/get``.

        Raises:
            ReadOnlyError: it is another operation; nothing is sent.
            OSError: no reply came.
        """
        operation = json_data.get("operation")
        if operation != "core/get":
            raise ReadOnlyError(f"{operation} is not sent to an iTop that is only read")
        return super().call(json_data)


def every(class_: str, key: Key | None) -> Key:
    """The key, or the one that means all objects of a class."""
    return f"SELECT {class_}" if key is None else key
