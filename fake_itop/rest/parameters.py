"""What a request brings, read as PHP reads it: query, form or multipart body, uploaded files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from multipart import (  # type: ignore[import-untyped]  # it has no hints
    MultipartError,
    MultipartParser,
    parse_options_header,
)

from fake_itop.values.http import FORM, HttpRequest, header
from fake_itop.values.php_form import nest, parse_query

MAX_BODY = 64 * 1024 * 1024
"""The most bytes of a body; the edge lets no more through."""


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
        query=parse_query(urlsplit(request.target).query),
        form=form,
        files=files,
        authorization=header(request.headers, "authorization"),
        token_header=header(request.headers, "auth-token"),
    )


def _multipart(body: bytes, boundary: str) -> tuple[Mapping[Any, Any], Mapping[str, bytes]]:
    pairs: list[tuple[str, str]] = []
    files: dict[str, bytes] = {}
    try:
        parser = MultipartParser(BytesIO(body), boundary, memory_limit=MAX_BODY, disk_limit=0, strict=False)
        for part in parser:
            if part.filename is None:
                pairs.append((part.name, part.raw.decode("utf-8", "surrogateescape")))
            else:
                files[part.name] = part.raw
    except MultipartError:
        pass  # PHP keeps the parts that it could read
    return nest(pairs), files
