"""Which kind of text one has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from fake_itop.check.templates import looks_like_template


class TextKind(StrEnum):
    """What a text is: told by whoever asks, or recognised."""

    TEMPLATE = "template"
    WEBHOOK = "webhook"
    REQUEST = "request"
    REPLY = "reply"
    JOURNAL = "journal"
    DESIGN = "design"
    PHP = "php"
    OQL = "oql"
    WIRING = "wiring"


class Receiver(StrEnum):
    """Whom a template is for: an iTop, whose REST API takes it, or any other service."""

    ITOP = "itop"
    OTHER = "other"


_START = '<itop_design xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="3.0">'
_CLASS = ("<classes>", '<class id="{this}" _delta="must_exist">')
_AROUND = {
    "field": (*_CLASS, "<fields>"),
    "fields": _CLASS,
    "lifecycle": _CLASS,
    "stimuli": (*_CLASS, "<lifecycle>"),
    "stimulus": (*_CLASS, "<lifecycle>", "<stimuli>"),
    "states": (*_CLASS, "<lifecycle>"),
    "state": (*_CLASS, "<lifecycle>", "<states>"),
    "methods": _CLASS,
    "method": (*_CLASS, "<methods>"),
    "class": ("<classes>",),
    "classes": (),
}
_FIRST = re.compile(r"<(?![!?/])([\w]+)")
_HEADING = re.compile(r"\A\s*itop_design(?:[ \t]*/[ \t]*[\w@-]+)+[ \t]*(?=\r?\n)")
"""Where a part belongs, as the documentation writes it above: itop_design / classes / class@UserRequest / fields."""
_OF_CLASS = re.compile(r"/\s*class@(\w+)")
_DECLARATION = re.compile(r"<\?xml[^>]*\?>")


@dataclass(frozen=True)
class Snippet:
    """A design or a part of one. Lines are those of ``text``; on the first one stands ``before`` as well."""

    text: str
    before: str
    after: str

    @property
    def whole(self) -> str:
        """The design that has nothing but this part."""
        return f"{self.before}{self.text}{self.after}"


def complete(text: str, this: str) -> Snippet:
    """A text with what belongs around it; ``this`` is the class of a part that does not say which."""
    heading = _HEADING.match(text)
    named = _OF_CLASS.search(heading[0]) if heading is not None else None
    plain = _blank(_DECLARATION, _blank(_HEADING, text))
    first = _FIRST.search(plain)
    name = first[1] if first is not None else ""
    if name == "itop_design":
        return Snippet(plain, "", "")
    around = [part.format(this=named[1] if named is not None else this) for part in _AROUND.get(name, ())]
    tags = [found[1] for part in reversed(around) if (found := _FIRST.match(part))]
    return Snippet(plain, _START + "".join(around), "".join(f"</{tag}>" for tag in tags) + "</itop_design>")


def is_design(head: str) -> bool:
    """Whether a text looks like a design or a part of one."""
    if _HEADING.match(head) is not None or head.startswith("<?xml"):
        return True
    first = _FIRST.search(head) if head.startswith("<") else None
    return first is not None and first[1] in ("itop_design", *_AROUND)


def _blank(what: re.Pattern[str], text: str) -> str:
    return what.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text, count=1)


_SUFFIXES = {
    ".xml": TextKind.DESIGN,
    ".php": TextKind.PHP,
    ".oql": TextKind.OQL,
    ".har": TextKind.JOURNAL,
    ".jsonl": TextKind.JOURNAL,
    ".ndjson": TextKind.JOURNAL,
}
_FORM = re.compile(r"\s*(?:[\w.%\[\]]+=[^&]*&)*(?:version|json_data|auth_user|auth_token)=", re.DOTALL)
_MULTIPART = re.compile(r"--\S+\r?\nContent-Disposition:\s*form-data", re.IGNORECASE)
_QUERY = re.compile(r"\s*SELECT\s", re.IGNORECASE)
_PHP = re.compile(r"<\?php|(?:public|static|function)\s+[\w\s]*\(|\$\w+\s*=[^=]|\$\w+->\w+\(|json_decode\s*\(")
_NAMES = re.compile(r"[\"'“‘](\w+)[\"'”’]\s*:")
HEAD = 20_000
"""How much of a text is looked at."""


def recognise(text: str, path: str = "") -> TextKind:
    """The kind of a text, by its file's name and by what it looks like; in doubt a request."""
    suffix = path[path.rfind(".") :].lower() if "." in path else ""
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    head = text[:HEAD].lstrip("\ufeff \t\r\n")
    if is_design(head):
        return TextKind.DESIGN
    if head.startswith("<") and not head.startswith("<?php"):
        return TextKind.REPLY
    if _QUERY.match(head):
        return TextKind.OQL
    if _FORM.match(head) or _MULTIPART.match(head):
        return TextKind.WEBHOOK
    if head[:1] not in '{["“' and _PHP.search(head):
        return TextKind.PHP
    return _of_json(text, head)


def _of_json(text: str, head: str) -> TextKind:
    names = set(_NAMES.findall(head))
    if {"to", "request"} <= names or ("base" in names and names & {"changes", "steps", "roles"}):
        return TextKind.WIRING
    if _is_journal(text, names):
        return TextKind.JOURNAL
    if "json_data" in names:
        return TextKind.WEBHOOK
    if "operation" not in names and "code" in names and names & {"message", "objects", "authorized"}:
        return TextKind.REPLY
    return TextKind.TEMPLATE if looks_like_template(text) else TextKind.REQUEST


def _is_journal(text: str, names: set[str]) -> bool:
    if {"log", "entries"} <= names or {"instance", "kind", "depth"} <= names:
        return True
    lines = [line for line in text[:HEAD].split("\n") if line.strip()]
    return len(lines) > 1 and all(line.startswith("{") and line.rstrip().endswith("}") for line in lines[:2])
