"""Outgoing messages on their way, found again on arrival by their bytes alone.

A message carries nothing that a real iTop would not send, so an incoming request is recognised by method, path and
body, never by host, port or headers, which a proxy between the two may change.
"""

from __future__ import annotations

from collections import deque
from urllib.parse import urlsplit

from fake_itop.journal.message import Message
from fake_itop.values.http import HttpRequest, OutgoingRequest

Key = tuple[str, str, bytes]


def key_of_outgoing(request: OutgoingRequest) -> Key:
    """By what an outgoing request will be known where it arrives."""
    address = urlsplit(request.url)
    path = address.path or "/"
    return request.method, f"{path}?{address.query}" if address.query else path, request.body


def key_of_incoming(request: HttpRequest) -> Key:
    """By what an incoming request may be known."""
    return request.method, request.target, request.body


class InFlight:
    """The messages that were sent and have not yet arrived anywhere, oldest first among equal ones."""

    def __init__(self) -> None:
        self._new: dict[Message, OutgoingRequest] = {}
        self._waiting: dict[Key, deque[Message]] = {}
        self._keys: dict[Message, Key] = {}

    def __len__(self) -> int:
        return len(self._new) + len(self._keys)

    def add(self, message: Message, request: OutgoingRequest) -> None:
        """Note that a message leaves. ``request`` is what travels: the message's own, or where it was redirected."""
        self.remove(message)
        self._new[message] = request

    def take(self, request: HttpRequest) -> Message | None:
        """The message that arrives as this request, if any; it is then no longer waited for."""
        self._label_new()
        messages = self._waiting.get(key_of_incoming(request)) if self._waiting else None
        if messages is None:
            return None
        message = messages[0]
        self.remove(message)
        return message

    def remove(self, message: Message) -> None:
        """Note that a message was answered, wherever it arrived, or failed."""
        key = self._keys.pop(message, None) if self._new.pop(message, None) is None else None
        if key is None:
            return
        messages = self._waiting[key]
        messages.remove(message)
        if not messages:
            del self._waiting[key]

    def _label_new(self) -> None:
        """Work out by what each will be known: only where somebody has to look, which in a world nobody has."""
        for message, request in self._new.items():
            key = self._keys[message] = key_of_outgoing(request)
            self._waiting.setdefault(key, deque()).append(message)
        self._new.clear()
