"""Captured traffic: webhook bodies, replies, and journals or HAR files full of both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from fake_itop.check.json_text import Document, read
from fake_itop.check.parts import Judging, Part, text_at, value_in, value_of_form
from fake_itop.check.places import Notes
from fake_itop.check.recognition import TextKind
from fake_itop.check.saying import instead, note_syntax, one_line
from fake_itop.datamodel import Datamodel
from fake_itop.findings import Finding, Pointer, json_pointer
from fake_itop.rest.parameters import read_parameters
from fake_itop.values import messages, reasons
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
        notes.made.extend(judging(text, TextKind.REQUEST))
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
        notes.add("FI205", messages.error(reasons.MISSING_VERSION), "add version=1.3, in the body or the URL")
    elif to_str(form["version"]) not in versions:
        at = max(text.find("version"), 0)
        said = messages.error(reasons.UnsupportedVersion(to_str(form["version"])))
        spot = (at, at + len("version"))
        notes.add("FI205", said, instead(form["version"], versions), spot=spot, pointer=("version",))


def _missing(notes: Notes, length: int) -> None:
    notes.add(
        "FI208", messages.error(reasons.MissingParameter(DATA)), f"add {DATA}, the operation as JSON", spot=(0, length)
    )


def _inside(part: Part, notes: Notes, judging: Judging) -> None:
    notes.made.extend(part.found(judging(part.text, TextKind.REQUEST), notes.lines))


def judge_reply(text: str, notes: Notes, model: Datamodel) -> None:
    """Make all findings about a reply."""
    if text.lstrip().startswith("<"):
        said = f"a page instead of JSON: {one_line(text, 80)}"
        notes.add("FI404", said, "look at the login, or at the server's error.log", spot=(0, 1))
        return
    document = read(text)
    notes.locate = document.spot
    note_syntax(document, notes)
    reply = document.value
    if not isinstance(reply, Mapping) or type(reply.get("code")) is not int or "message" not in reply:
        notes.add("FI401", "no reply of iTop's REST API", "expected an object with a whole number code and a message")
        return
    if reply["code"]:
        said = f"iTop refused with code {reply['code']}: {one_line(reply['message'])}"
        notes.add("FI402", said, "put right what the message names", pointer=("code",))
    objects = reply.get("objects")
    for name, entry in objects.items() if isinstance(objects, Mapping) else ():
        _object(("objects", name), entry, notes, model)


def _object(pointer: Pointer, entry: Any, notes: Notes, model: Datamodel) -> None:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("fields", {}), Mapping | list):
        said = "an object of a reply is a JSON object with fields"
        notes.add("FI401", said, "give it class, key and fields", pointer=pointer)
        return
    cls = model.classes.get(to_str(entry.get("class")))
    if cls is None:
        said = f"the datamodel has no class {to_str(entry.get('class'))!r}"
        notes.add("FI403", said, "name the sender's --design", pointer=(*pointer, "class"))
        return
    fields = entry.get("fields", {})
    for code in fields if isinstance(fields, Mapping) else ():
        if code != "id" and not any(code in below.attributes for below in cls.descendants):
            said = f"{cls.name} has no attribute {code}"
            notes.add("FI403", said, "name the sender's --design", pointer=(*pointer, "fields", code))


def judge_journal(text: str, notes: Notes, judging: Judging) -> None:
    """Make all findings about all messages."""
    journal = _Journal(notes, judging)
    stripped = text.strip("\ufeff \t\r\n")
    start = text.find(stripped)
    lines = [line for line in stripped.split("\n") if line.strip()]
    document = read(stripped) if _is_one_value(lines) else None
    if document is None or not document.is_valid:
        journal.lines(text)
        return
    for pointer, row in _rows(document.value):
        journal.message(document, pointer, row, start)


def _is_one_value(lines: list[str]) -> bool:
    """Whether the text is no JSON-lines: the first of several lines is no whole object."""
    return len(lines) < 2 or not (lines[0].lstrip().startswith("{") and read(lines[0]).is_valid)  # noqa: PLR2004 - several


def _rows(value: Any) -> Iterator[tuple[Pointer, Any]]:
    """The messages of a HAR file, of an answer to ``GET journal``, of an array, or the one that it is."""
    log = value.get("log") if isinstance(value, Mapping) else None
    if isinstance(log, Mapping):
        entries = log.get("entries")
        rows = enumerate(entries if isinstance(entries, list) else [])
        yield from ((("log", "entries", at), row) for at, row in rows if _is_itops(row))
    elif isinstance(value, Mapping) and isinstance(value.get("messages"), list):
        yield from ((("messages", at), row) for at, row in enumerate(value["messages"]))
    elif isinstance(value, list):
        yield from (((at,), row) for at, row in enumerate(value))
    else:
        yield (), value


@dataclass
class _Journal:
    """The messages of one text, each of which is judged once however often it occurs."""

    notes: Notes
    judging: Judging
    known: dict[tuple[str, TextKind], tuple[Finding, ...]] = field(default_factory=dict)

    def lines(self, text: str) -> None:
        """Every line is a message."""
        start = 0
        for number, line in enumerate(text.split("\n")):
            if line.strip("\ufeff \t\r"):
                self._line(line, start, number)
            start += len(line) + 1

    def _line(self, line: str, start: int, number: int) -> None:
        content = line.strip("\ufeff \t\r")
        begin = start + line.find(content)
        document = read(content)
        wrong = next((issue for issue in document.issues if issue.breaks), None)
        if wrong is None:
            self.message(document, (), document.value, begin, f"/{number}")
            return
        spot = (begin + wrong.start, begin + wrong.start + wrong.length)
        self.notes.add("FI450", f"no JSON: {wrong.message}", "one JSON object a line", spot=spot, pointer=(number,))

    def message(self, document: Document, pointer: Pointer, row: Any, start: int, above: str = "") -> None:
        """Judge what was sent, and what came back."""
        if not isinstance(row, Mapping):
            first, last = document.spot(pointer)
            spot = (start + first, start + last)
            self.notes.add("FI450", "no message", "one JSON object a line", spot=spot, pointer=pointer)
            return
        for below, value, kind in _parts(row):
            at = (*pointer, *below)
            part = value_in(document, at, value, above + json_pointer(at), start)
            if isinstance(value, list):
                part = part.made_of(_form_of_row(value))
            elif below[-1:] == ("url",):
                part = part.behind("?")
            self._note(part, kind, _query(row, value, kind))

    def _note(self, part: Part, kind: TextKind, query: str) -> None:
        """Judge a part; ``query`` is what the URL adds to a form, which stands behind all that is looked at."""
        is_form = not part.text.lstrip().startswith(("{", "[", "--"))
        text = f"{part.text}&{query}" if query and is_form else part.text
        if (text, kind) not in self.known:
            self.known[text, kind] = self.judging(text, kind)
        found = self.known[text, kind]
        if "version" in parse_query(query):
            found = tuple(one for one in found if (one.code, one.pointer) != ("FI205", ""))
        self.notes.made.extend(part.found(found, self.notes.lines))


def _parts(row: Mapping[str, Any]) -> Iterator[tuple[Pointer, Any, TextKind]]:
    """The texts of a message: where they stand in it, and what they are."""
    sent = [(way, value) for way in _SENT if (value := _at(row, way)) not in (None, "", {}, [])]
    requests = [(way, value, kind) for way, value in sent if (kind := _kind(value)) is not None]
    yield from requests[:1]
    if not requests and _is_answer(row) and "message" in row:
        yield (), row, TextKind.REPLY
    elif requests:
        answered = ((way, value) for way in _ANSWERED if (value := _at(row, way)) not in (None, "", {}, []))
        yield from ((way, value, TextKind.REPLY) for way, value in answered if _is_answer(value))


_SENT: tuple[Pointer, ...] = (
    ("request", "postData", "text"),
    ("request", "postData", "params"),
    ("request", "body"),
    ("request",),
    ("body",),
    ("request", "url"),
    ("url",),
    (),
)
"""Where a message may have what was sent: HAR files, other records, the fake's journal, bare operations."""
_ANSWERED: tuple[Pointer, ...] = (
    ("response", "content", "text"),
    ("response", "body"),
    ("response",),
    ("reply", "body"),
    ("reply", "json"),
    ("reply",),
)


def _at(row: Any, way: Pointer) -> Any:
    for step in way:
        row = row.get(step) if isinstance(row, Mapping) else None
    return row


def _kind(value: Any) -> TextKind | None:
    """What was sent, or ``None`` for what is nothing of iTop's."""
    if isinstance(value, Mapping):
        return TextKind.REQUEST if "operation" in value else TextKind.WEBHOOK if "json_data" in value else None
    if isinstance(value, list):
        return TextKind.WEBHOOK
    text = value.lstrip() if isinstance(value, str) else ""
    if text.startswith(("{", "[")):
        return TextKind.WEBHOOK if '"json_data"' in text else TextKind.REQUEST if '"operation"' in text else None
    return TextKind.WEBHOOK if "json_data" in text else None


def _is_answer(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, Mapping) and "code" in value)


def _form_of_row(parameters: list[Any]) -> str:
    """A form from its parameters, as a HAR file lists them: decoded."""
    pairs = ((str(each.get("name")), str(each.get("value"))) for each in parameters if isinstance(each, Mapping))
    return urlencode(list(pairs))


def _query(row: Mapping[str, Any], value: Any, kind: TextKind) -> str:
    """What the URL adds to a body, such as the version."""
    request = row.get("request")
    url = str(row.get("url") or (request.get("url") if isinstance(request, Mapping) else ""))
    return url.partition("?")[2] if kind is TextKind.WEBHOOK and value != url else ""


def _is_itops(entry: Any) -> bool:
    """Whether an exchange is with the REST API; browsers record much else."""
    request = entry.get("request") if isinstance(entry, Mapping) else None
    return isinstance(request, Mapping) and ("rest.php" in str(request.get("url")) or "json_data" in str(request))


__all__ = ["judge_journal", "judge_reply", "judge_webhook", "packed"]
