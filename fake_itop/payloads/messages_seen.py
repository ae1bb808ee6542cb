"""Captured traffic: webhook bodies, replies, and journals or HAR files full of both."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from fake_itop.datamodel import Datamodel
from fake_itop.payloads.findings import Finding, Kind, Pointer, json_pointer
from fake_itop.payloads.json_text import read
from fake_itop.payloads.places import Lines, Notes, Spot
from fake_itop.payloads.saying import instead, note_syntax, one_line
from fake_itop.rest.endpoint import VERSIONS
from fake_itop.values import messages
from fake_itop.values.php_form import parse_query
from fake_itop.values.php_types import to_str

Judging = Callable[[str, Kind | None], tuple[Finding, ...]]


def judge_webhook(text: str, notes: Notes, judging: Judging) -> None:
    """A body as it was sent: a form, or JSON with ``version`` and ``json_data`` in it, or the operation itself."""
    if not text.lstrip("\ufeff \t\r\n").startswith("{"):
        _envelope(text.strip(), parse_query(text.strip()), notes, judging)
        return
    document = read(text)
    notes.locate = document.spot
    value = document.value
    if isinstance(value, Mapping) and "json_data" in value:
        note_syntax(document, notes)
        inner = value["json_data"]
        packed = inner if isinstance(inner, str) else json.dumps(inner, ensure_ascii=False)
        _envelope(text, {**value, "json_data": packed}, notes, judging, document.spot(("json_data",)))
    else:
        notes.made.extend(judging(text, Kind.REQUEST))


def _envelope(text: str, form: Mapping[Any, Any], notes: Notes, judging: Judging, spot: Spot | None = None) -> None:
    start = max(text.find("json_data="), 0) + len("json_data=")
    spot = spot or (start, start + 1)
    if form.get("version") is None:
        notes.add("FI205", messages.MISSING_VERSION, "add version=1.3, in the body or the URL", severity=None)
    elif to_str(form["version"]) not in VERSIONS:
        at = max(text.find("version"), 0)
        said = messages.unsupported_version(to_str(form["version"]))
        notes.add("FI205", said, instead(form["version"], VERSIONS), spot=(at, at + len("version")))
    inner = form.get("json_data")
    if not isinstance(inner, str) or not inner:
        notes.add(
            "FI208",
            messages.MISSING_JSON,
            "add json_data, the operation as JSON",
            spot=(0, len(text.split("&", maxsplit=1)[0])),
        )
        return
    verbatim = text.find(inner, spot[0])
    for finding in judging(inner, Kind.REQUEST):
        notes.made.append(_moved(finding, inner, notes.lines, verbatim if verbatim >= 0 else None, spot))


def _moved(finding: Finding, inner: str, outer: Lines, start: int | None, spot: Spot) -> Finding:
    """A finding about a part of a text as one about the text: exact where the part stands in it as it is."""
    if start is None:
        line, column = outer.place(spot[0])
    else:
        line, column = outer.place(start + Lines(inner).start_of(finding.line) + finding.column - 1)
    return replace(finding, line=line, column=column, pointer="/json_data" + finding.pointer)


def judge_reply(text: str, notes: Notes, model: Datamodel) -> None:
    """What an iTop answered."""
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
        notes.add(
            "FI401",
            "an object of a reply is a JSON object with fields",
            "give it class, key and fields",
            pointer=pointer,
        )
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


@dataclass
class Journal:
    """A journal of one JSON object a line, or a HAR file: every message in it is judged."""

    text: str
    notes: Notes
    judging: Judging

    def judge(self) -> None:
        """Make all findings about all messages."""
        stripped = self.text.lstrip("\ufeff \t\r\n")
        try:
            whole = json.loads(stripped)
        except (ValueError, RecursionError):
            self._lines()
            return
        if isinstance(whole, Mapping) and isinstance(whole.get("log"), Mapping):
            self._har(whole["log"])
        else:
            self._lines() if "\n" not in stripped.strip() else self._rows(whole)

    def _rows(self, whole: Any) -> None:
        for position, row in enumerate(whole if isinstance(whole, list) else [whole]):
            self._message(row, (0, 1), (position,))

    def _lines(self) -> None:
        for number, line in enumerate(self.text.split("\n"), start=1):
            if not line.strip():
                continue
            spot = self.notes.lines.spot_of_line(number)
            try:
                row = json.loads(line.lstrip("\ufeff"))
            except (ValueError, RecursionError) as error:
                self.notes.add("FI450", f"no JSON: {error}", "one JSON object a line", spot=spot)
                continue
            self._message(row, spot, (number - 1,))

    def _har(self, log: Mapping[str, Any]) -> None:
        document = read(self.text)
        for position, entry in enumerate(log.get("entries") or []):
            pointer: Pointer = ("log", "entries", position)
            if isinstance(entry, Mapping) and _is_itops(entry):
                self._message(_from_har(entry), document.spot(pointer), pointer)

    def _message(self, row: Any, spot: Spot, pointer: Pointer) -> None:
        if not isinstance(row, Mapping):
            self.notes.add("FI450", "no message", "one JSON object a line", spot=spot, pointer=pointer)
            return
        for name, text, kind in _parts(row):
            for finding in self.judging(text, kind):
                line, column = self.notes.lines.place(spot[0])
                below = json_pointer((*pointer, name)) + finding.pointer
                self.notes.made.append(replace(finding, line=line, column=column, pointer=below))


def _parts(row: Mapping[str, Any]) -> Iterator[tuple[str, str, Kind]]:
    """The texts of a message: what was sent, and what came back."""
    if "operation" in row:
        yield "", json.dumps(row), Kind.REQUEST
    request = row.get("request")
    if isinstance(request, Mapping):
        yield "request", json.dumps(request), Kind.REQUEST
    for name in ("body", "request"):
        body = row.get(name)
        if isinstance(body, str) and body.strip():
            yield name, body, _kind_of_body(body)
    reply = row.get("reply", row.get("response"))
    if isinstance(reply, Mapping):
        text = reply.get("body") if "body" in reply else reply.get("json", reply)
        text = text if isinstance(text, str) else json.dumps(text)
        if "json_data" in str(row.get("body", "")) or isinstance(request, Mapping):
            yield "reply", text, Kind.REPLY


def _kind_of_body(body: str) -> Kind:
    is_form = not body.lstrip().startswith(("{", "["))
    return Kind.WEBHOOK if is_form or '"json_data"' in body else Kind.REQUEST


def _is_itops(entry: Mapping[str, Any]) -> bool:
    """Whether an exchange is with the REST API; browsers record much else."""
    request = entry.get("request")
    return isinstance(request, Mapping) and ("rest.php" in str(request.get("url")) or "json_data" in str(request))


def _from_har(entry: Mapping[str, Any]) -> dict[str, Any]:
    request, response = entry.get("request") or {}, entry.get("response") or {}
    posted = request.get("postData") or {}
    body = posted.get("text") or "&".join(
        f"{part.get('name')}={part.get('value')}" for part in posted.get("params") or []
    )
    if "version=" in str(request.get("url")) and "version=" not in body:
        query = str(request["url"]).partition("?")[2]
        body = f"{body}&{query}" if body else query
    content = (response.get("content") or {}).get("text")
    return {"body": body, **({"reply": {"body": content}} if isinstance(content, str) else {})}
