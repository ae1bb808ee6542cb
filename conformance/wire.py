"""HTTP as the suite speaks it: connections that stay open, and the bodies that the recordings' steps describe."""

import http.client
import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

REST_PATH = "/webservices/rest.php"
FORM = "application/x-www-form-urlencoded"
PATIENCE = 100.0
"""Seconds that a real server may take: longer than the recorded ones' own limit of 60, shorter than a test's."""

_BOUNDARY = "fake-itop-conformance"


@dataclass(frozen=True)
class Request:
    """What is sent: the path with its query, headers and the body's bytes."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.body[:1500].decode(errors='replace')}".rstrip()


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    content_type: str | None
    body: bytes


class Connection:
    """A connection to one server that stays open between requests."""

    def __init__(self, root: str, patience: float = PATIENCE) -> None:
        """`root` is an application's root URL; paths are taken from there. `patience` is in seconds."""
        parts = urlsplit(root)
        self._prefix = parts.path.rstrip("/")
        self._http = connect(root, patience)

    def send(self, request: Request) -> Answer:
        """One exchange. A connection that the server closed while it was idle is opened again.

        Raises:
            OSError, http.client.HTTPException: the server cannot be reached, is too slow, or speaks no HTTP.
        """
        try:
            return self._exchange(request)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            return self._exchange(request)

    def close(self) -> None:
        """Closes the connection; it opens again on the next request."""
        self._http.close()

    def _exchange(self, request: Request) -> Answer:
        path = self._prefix + request.path
        try:
            self._http.request(request.method, path, request.body or None, dict(request.headers))
            response = self._http.getresponse()
            return Answer(response.status, response.headers.get("Content-Type"), response.read())
        except (OSError, http.client.HTTPException):
            self._http.close()
            raise


def connect(url: str, patience: float = PATIENCE) -> http.client.HTTPConnection:
    """A connection to the server of a URL, http or https, not yet opened."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return kind(parts.hostname or "", parts.port, timeout=patience)


def rest_request(operation: Mapping[str, Any], user: str, password: str, version: str) -> Request:
    """A `rest` step: the operation as `json_data` in a POST form, with credentials; the version in the query."""
    form = {"auth_user": user, "auth_pwd": password, "json_data": json.dumps(operation)}
    return raw_request({"query": {"version": version}, "form": form})


def raw_request(http_step: Mapping[str, Any]) -> Request:
    """An `http` step, as the recordings' README describes its keys."""
    headers, body = _content(http_step)
    if "basic" in http_step:
        headers["Authorization"] = _basic(*http_step["basic"])
    headers |= http_step.get("headers", {})
    path = http_step.get("path", REST_PATH)
    query = urlencode(http_step.get("query", {}))
    return Request(http_step.get("method", "POST"), f"{path}?{query}" if query else path, headers, body)


def _content(http_step: Mapping[str, Any]) -> tuple[dict[str, str], bytes]:
    if "files" in http_step:
        body = _multipart(http_step.get("form", {}), http_step["files"])
        return {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}, body
    if "raw" in http_step:
        return {}, http_step["raw"].encode()
    if "form" in http_step:
        return {"Content-Type": FORM}, urlencode(http_step["form"]).encode()
    return {}, b""


def _multipart(form: Mapping[str, str], files: Mapping[str, str]) -> bytes:
    parts = [(f'name="{name}"', value) for name, value in form.items()]
    parts += [(f'name="{name}"; filename="{name}.json"', content) for name, content in files.items()]
    text = "".join(
        f"--{_BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{content}\r\n"
        for disposition, content in parts
    )
    return f"{text}--{_BOUNDARY}--\r\n".encode()


def _basic(user: str, password: str) -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()
