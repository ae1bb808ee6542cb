"""Who is listening when an instance sends a webhook: the sink, and a recording proxy in front of each instance.

All of them write what arrives into one recorder, in the order of arrival.
"""

import re
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from conformance.wire import FORM, connect

CHOSEN_HEADERS = ("content-type", "authorization", "auth-token")
"""The headers of a webhook that the recordings keep, beside the sender's own `x-…`."""

_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
_POLL = 0.01
"""Seconds after which a listener notices that it is to stop."""
_HOP_BY_HOP = ("connection", "keep-alive", "transfer-encoding", "host", "content-length", "date", "server")


@dataclass(frozen=True)
class Message:
    """A request that arrived; header names in small letters."""

    to: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    def recorded(self, named: Collection[str] = ()) -> dict[str, Any]:
        """The message in the recordings' form, without the reply that it got; headers in the order of their names.

        Journeys keep one header more than recordings do: those that are `named` are kept, too.
        """
        return {
            "to": self.to,
            "method": self.method,
            "path": self.path,
            "headers": {
                name: value for name, value in sorted(self.headers.items()) if name in named or _is_chosen(name)
            },
            **self._content(),
        }

    def _content(self) -> dict[str, Any]:
        text = self.body.decode("utf-8", "replace")
        if self.headers.get("content-type", "").startswith(FORM):
            return {"form": dict(parse_qsl(text, keep_blank_values=True))}
        return {"body": text}


def _is_chosen(name: str) -> bool:
    return name in CHOSEN_HEADERS or name.startswith("x-")


@dataclass(frozen=True)
class Response:
    """What a listener answers."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Answering = Callable[[Message], Response]


class Recorder:
    """The messages that arrived since it was last emptied."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._messages: list[Message] = []

    def add(self, message: Message) -> None:
        """Keeps a message, after those that arrived before it."""
        with self._lock:
            self._messages.append(message)

    def take(self) -> list[Message]:
        """The messages so far, which are then forgotten."""
        with self._lock:
            messages, self._messages = self._messages, []
        return messages


class Listener:
    """A server on a free port that records each request before it is answered; open within `with`."""

    def __init__(self, to: str, answering: Answering, recorder: Recorder, host: str = "127.0.0.1") -> None:
        """`to` is the name under which messages are recorded: `ours`, `partner` or `sink`."""
        self.to = to
        self._server = ThreadingHTTPServer((host, 0), _handler(to, answering, recorder))
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(_POLL,), daemon=True)
        self.root = f"http://{host}:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def sink(message: Message) -> Response:
    """The recordings' sink: it answers by path. Source: `{{sink.url}}` in their README."""
    status = re.fullmatch(r"/status/(\d{3})", message.path)
    if status:
        return _json_response(b'{"error":"sink"}', int(status[1]))
    if message.path == "/text":
        return Response(200, {"Content-Type": "text/plain"}, b"plain text, not json")
    return _json_response(_SINK_BODIES.get(message.path, b'{"ok": true}'))


_SINK_BODIES = {
    "/empty": b"",
    "/list": b"[1, 2]",
    "/itoperr": b'{"code": 100, "message": "Error: nope"}',
}


def _json_response(body: bytes, status: int = 200) -> Response:
    return Response(status, {"Content-Type": "application/json"}, body)


def forward_to(root: str) -> Answering:
    """A proxy's way of answering: pass the message on to the server at `root` and hand back what it says."""
    base = urlsplit(root)

    def forward(message: Message) -> Response:
        connection = connect(root)
        try:
            passed = {name: value for name, value in message.headers.items() if name not in _HOP_BY_HOP}
            path = base.path.rstrip("/") + message.path
            connection.request(message.method, path, message.body, {"Host": base.netloc, **passed})
            answer = connection.getresponse()
            kept = {name: value for name, value in answer.headers.items() if name.lower() not in _HOP_BY_HOP}
            return Response(answer.status, kept, answer.read())
        finally:
            connection.close()

    return forward


def _handler(to: str, answering: Answering, recorder: Recorder) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def _message(self) -> Message:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            return Message(to, self.command, self.path, headers, self.rfile.read(length))

        def answer(self) -> None:
            message = self._message()
            recorder.add(message)
            response = answering(message)
            self.send_response_only(response.status)
            for name, value in response.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(response.body)))
            self._end(response)

        def _end(self, response: Response) -> None:
            """Sends the rest; a HEAD is left open, as a real iTop waits for the bytes that it was promised."""
            if self.command == "HEAD":
                self.close_connection = False
                self.end_headers()
            else:
                self.close_connection = True
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(response.body)

        def log_message(self, *_: object) -> None:
            """Says nothing: what arrived is in the recorder."""

    for method in _METHODS:
        setattr(Handler, f"do_{method}", Handler.answer)
    return Handler
