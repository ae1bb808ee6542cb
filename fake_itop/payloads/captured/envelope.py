"""A webhook's body as it was sent: a form, or JSON with ``version`` and ``json_data`` in it, or just the operation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fake_itop.payloads.findings import Kind
from fake_itop.payloads.json_text import read
from fake_itop.payloads.parts import Judging, Part, text_at, value_in, value_of_form
from fake_itop.payloads.places import Notes
from fake_itop.payloads.saying import instead, note_syntax
from fake_itop.rest.parameters import read_parameters
from fake_itop.values import messages
from fake_itop.values.http import HttpRequest
from fake_itop.values.php_form import parse_query
from fake_itop.values.php_types import to_str

DATA = "json_data"
_BOUNDARY = re.compile(r"\A\s*--(\S+)\r?\n", re.DOTALL)


def judge_webhook(text: str, notes: Notes, judging: Judging, versions: Sequence[str]) -> None:
    """Make all findings about a body; ``versions`` are those of the API that the receiver knows."""
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        _json(text, notes, judging, versions)
        return
    form = _form(text)
    _version(form, text, notes, versions)
    data = form.get(DATA)
    if not isinstance(data, str) or not data:
        _missing(notes, len(text.split("&", maxsplit=1)[0]))
    elif _BOUNDARY.match(text):
        _inside(text_at(text, data, max(text.find(f'"{DATA}"'), 0), f"/{DATA}"), notes, judging)
    else:
        _inside(value_of_form(text, DATA, data), notes, judging)


def packed(text: str) -> str:
    """The operation in a body, as JSON; the body itself where it is nothing else."""
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        document = read(text)
        value = document.value.get(DATA) if isinstance(document.value, Mapping) else None
        return text if value is None else value_in(document, (DATA,), value, "").text
    return to_str(_form(text).get(DATA, ""))


def _json(text: str, notes: Notes, judging: Judging, versions: Sequence[str]) -> None:
    document = read(text)
    notes.locate = document.spot
    value = document.value
    if not isinstance(value, Mapping) or DATA not in value:
        notes.made.extend(judging(text, Kind.REQUEST))
        return
    note_syntax(document, notes)
    _version(value, text, notes, versions)
    if value[DATA] in (None, ""):
        _missing(notes, 1)
    else:
        _inside(value_in(document, (DATA,), value[DATA], f"/{DATA}"), notes, judging)


def _form(text: str) -> Mapping[Any, Any]:
    """The parameters of a form, urlencoded or in several parts."""
    boundary = _BOUNDARY.match(text)
    if boundary is None:
        return parse_query(text.strip())
    body = re.sub(r"\r?\n", "\r\n", text.lstrip()).encode("utf-8", "surrogateescape")
    kind = ("Content-Type", f'multipart/form-data; boundary="{boundary[1]}"')
    return read_parameters(HttpRequest("POST", "/", (kind,), body)).form


def _version(form: Mapping[Any, Any], text: str, notes: Notes, versions: Sequence[str]) -> None:
    if form.get("version") is None:
        notes.add("FI205", messages.MISSING_VERSION, "add version=1.3, in the body or the URL")
    elif to_str(form["version"]) not in versions:
        at = max(text.find("version"), 0)
        said = messages.unsupported_version(to_str(form["version"]))
        notes.add("FI205", said, instead(form["version"], versions), spot=(at, at + len("version")))


def _missing(notes: Notes, length: int) -> None:
    notes.add("FI208", messages.MISSING_JSON, f"add {DATA}, the operation as JSON", spot=(0, length))


def _inside(part: Part, notes: Notes, judging: Judging) -> None:
    notes.made.extend(part.found(judging(part.text, Kind.REQUEST), notes.lines))
