"""What a request brings, read as PHP reads it: query, form or multipart body, uploaded files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from multipart import (  # type: ignore[import-untyped]  # it has no hints
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
    parse_options_header,
)

from fake_itop.access.login import Credentials
from fake_itop.values.http import FORM, HttpRequest, header
from fake_itop.values.php_form import MAX_VARIABLES, nest, parse_query

MAX_PARTS = MAX_VARIABLES + 20
"""PHP reads no more parts of a multipart body: ``max_input_vars`` and ``max_file_uploads`` together."""


@dataclass(frozen=True)
class Parameters:
    """A request's parameters by name: of the query, of a form in the body, and uploaded files as bytes."""

    query: Mapping[Any, Any]
    form: Mapping[Any, Any]
    files: Mapping[str, bytes]
    authorization: str | None
    token_header: str | None

    def any(self, name: str) -> Any:
        """A parameter from the body, or else from the query: the body wins."""
        return self.form[name] if name in self.form else self.query.get(name)

    def posted(self, name: str) -> str | None:
        """A text from the body only."""
        value = self.form.get(name)
        return value if isinstance(value, str) else None

    def _asked(self, name: str) -> str | None:
        """A text from the query only."""
        value = self.query.get(name)
        return value if isinstance(value, str) else None

    def credentials(self, *, url_login: bool = False) -> Credentials:
        """Who the request says it comes from; user and password count in the body, by ``url_login`` in the query."""
        mode = self.any("login_mode")
        token = self.token_header or self.any("auth_token")
        read = self.posted
        if url_login and (mode == "url" or "auth_user" not in self.form):
            read, mode = self._asked, "" if mode == "url" else mode
        return Credentials(
            user=read("auth_user"),
            password=read("auth_pwd"),
            token=token if isinstance(token, str) else None,
            authorization=self.authorization,
            mode=mode if isinstance(mode, str) else None,
        )


def read_parameters(request: HttpRequest) -> Parameters:
    """Read them; a body that is no form, or a broken one, has none."""
    content_type, options = parse_options_header(header(request.headers, "content-type") or "")
    form: Mapping[Any, Any] = {}
    files: Mapping[str, bytes] = {}
    if content_type == "multipart/form-data" and options.get("boundary"):
        form, files = _multipart(request.body, options["boundary"])
    elif content_type == FORM and request.method == "POST":
        form = parse_query(request.body.decode("utf-8", "surrogateescape"))
    return Parameters(
        query=parse_query(request.query),
        form=form,
        files=files,
        authorization=header(request.headers, "authorization"),
        token_header=header(request.headers, "auth-token"),
    )


def _multipart(body: bytes, boundary: str) -> tuple[Mapping[Any, Any], Mapping[str, bytes]]:
    """Fields and files of a body, each whole whatever its size; one that ends early, too ("multipart without end")."""
    fields: list[tuple[str, str]] = []
    files: dict[str, bytes] = {}
    try:
        for part, content in _parts(body, boundary):
            if part.filename is None:
                fields.append((part.name, content.decode("utf-8", "surrogateescape")))
            else:
                files[part.name] = content
    except MultipartError:
        pass  # PHP keeps the parts that it could read
    return nest(fields), files


def _parts(body: bytes, boundary: str) -> Iterator[tuple[MultipartSegment, bytes]]:
    parser = PushMultipartParser(boundary, max_segment_count=MAX_PARTS)
    content: list[bytes] = []
    for chunk in (body, b"\r\n--" + parser.boundary + b"--\r\n"):
        for event in parser.parse(chunk):
            if isinstance(event, MultipartSegment):
                segment = event
            elif event:
                content.append(event)
            else:
                yield segment, b"".join(content)
                content.clear()
