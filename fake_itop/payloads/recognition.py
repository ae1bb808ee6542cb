"""Which kind of text one has."""

from __future__ import annotations

import re

from fake_itop.payloads.findings import Kind
from fake_itop.payloads.snippets import is_design
from fake_itop.payloads.templates import looks_like_template

_SUFFIXES = {
    ".xml": Kind.DESIGN,
    ".php": Kind.PHP,
    ".oql": Kind.OQL,
    ".har": Kind.JOURNAL,
    ".jsonl": Kind.JOURNAL,
    ".ndjson": Kind.JOURNAL,
}
_FORM = re.compile(r"\s*(?:[\w.%\[\]]+=[^&]*&)*(?:version|json_data|auth_user|auth_token)=", re.DOTALL)
_MULTIPART = re.compile(r"--\S+\r?\nContent-Disposition:\s*form-data", re.IGNORECASE)
_QUERY = re.compile(r"\s*SELECT\s", re.IGNORECASE)
_PHP = re.compile(r"<\?php|(?:public|static|function)\s+[\w\s]*\(|\$\w+\s*=[^=]|\$\w+->\w+\(|json_decode\s*\(")
_NAMES = re.compile(r"[\"'“‘](\w+)[\"'”’]\s*:")
HEAD = 20_000
"""How much of a text is looked at."""


def recognise(text: str, path: str = "") -> Kind:
    """The kind of a text, by its file's name and by what it looks like; in doubt a request."""
    suffix = path[path.rfind(".") :].lower() if "." in path else ""
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    head = text[:HEAD].lstrip("\ufeff \t\r\n")
    if is_design(head):
        return Kind.DESIGN
    if head.startswith("<") and not head.startswith("<?php"):
        return Kind.REPLY
    if _QUERY.match(head):
        return Kind.OQL
    if _FORM.match(head) or _MULTIPART.match(head):
        return Kind.WEBHOOK
    if head[:1] not in '{["“' and _PHP.search(head):
        return Kind.PHP
    return _of_json(text, head)


def _of_json(text: str, head: str) -> Kind:
    names = set(_NAMES.findall(head))
    if _is_journal(text, names):
        return Kind.JOURNAL
    if "json_data" in names:
        return Kind.WEBHOOK
    if "operation" not in names and "code" in names and names & {"message", "objects", "authorized"}:
        return Kind.REPLY
    return Kind.TEMPLATE if looks_like_template(text) else Kind.REQUEST


def _is_journal(text: str, names: set[str]) -> bool:
    if {"log", "entries"} <= names or {"instance", "kind", "depth"} <= names:
        return True
    lines = [line for line in text[:HEAD].split("\n") if line.strip()]
    return len(lines) > 1 and all(line.startswith("{") and line.rstrip().endswith("}") for line in lines[:2])
