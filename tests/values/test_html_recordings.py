"""Every HTML value a real iTop was recorded to store or to read as text comes out of our functions alike."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fake_itop.values.html import log_entry_html, log_entry_text, store_html, text_to_html

RECORDINGS = Path(__file__).parents[2] / "conformance" / "recordings"
AREAS = [
    "html",
    "caselog",
    "create",
    "exchange",
    "lifecycle",
    "placeholder",
    "sequence",
    "transfer",
    "update",
    "webhook",
]
LOGS = ("public_log", "private_log")
PLACEHOLDERS = {"{{ours.root}}": "http://ours.example/", "<now>": "2026-01-01 00:00:00", "&lt;now&gt;": ""}


@cache
def exchanges(area: str) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Case name, fields written, fields read back, for each object that an area's requests wrote and showed."""
    source = (RECORDINGS / f"{area}.json").read_text(encoding="utf-8")
    for placeholder, value in PLACEHOLDERS.items():
        source = source.replace(placeholder, value)
    steps = ((case["name"], step) for case in json.loads(source) for step in case["steps"] if step["do"] == "rest")
    return [(name, *exchange) for name, step in steps for exchange in _fields(step)]


def _fields(step: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    written = step["request"].get("fields")
    objects = (step["reply"].get("json") or {}).get("objects") or {}
    for shown in objects.values():
        yield written if isinstance(written, dict) else {}, shown.get("fields") or {}


def entries(fields: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for log in LOGS:
        if isinstance(fields.get(log), dict):
            yield from fields[log]["entries"]


def is_markup(html: str | None) -> bool:
    """Whether an entry's HTML was made of HTML: one made of text has escaped tags and breaks written in XML's way."""
    return html is not None and "<br/>" not in html


@pytest.mark.parametrize("area", AREAS)
def test_html_attributes_hold_what_was_recorded(area: str) -> None:
    assert [
        (name, written["description"])
        for name, written, shown in exchanges(area)
        if isinstance(written.get("description"), str) and re.match("<[!a-z]", shown.get("description") or "")
        if store_html(written["description"]) != shown["description"]
    ] == []


@pytest.mark.parametrize("area", AREAS)
def test_log_entries_hold_what_was_recorded(area: str) -> None:
    assert [
        (name, written[log])
        for name, written, shown in exchanges(area)
        for log in LOGS
        if isinstance(written.get(log), str) and written[log] and (shown.get(log) or {}).get("entries")
        if log_entry_html(written[log]) not in {entry["message_html"] for entry in shown[log]["entries"]}
    ] == []


@pytest.mark.parametrize("area", AREAS)
def test_log_entries_read_as_recorded(area: str) -> None:
    assert [
        (name, entry["message_html"])
        for name, _, shown in exchanges(area)
        for entry in entries(shown)
        if is_markup(entry["message_html"]) and log_entry_text(entry["message_html"]) != entry["message"]
    ] == []


def test_text_entries_hold_what_was_recorded() -> None:
    texts = [entry for _, _, shown in exchanges("caselog") for entry in entries(shown) if "<br/>" in str(entry)]

    assert texts
    assert all(text_to_html(entry["message"]) == entry["message_html"] for entry in texts)
