"""What becomes a placeholder, and what a mask."""

from __future__ import annotations

from datetime import datetime

import pytest

from fake_itop.recording import Texts

NOW = datetime(2026, 11, 24, 12)  # noqa: DTZ001 - naive UTC throughout
TEXTS = Texts([("ours.root", "http://ours:1/"), ("ours.url", "http://ours:1/webservices/rest.php")], lambda: NOW)

CASES = [
    ("at 2026-11-24 11:59:58", "at <now>"),
    ("on 2026-11-25", "on <today>"),
    ("on 2020-01-01 00:00:00", "on 2020-01-01 00:00:00"),
    ("on 2026-99-99", "on 2026-99-99"),
    ("see http://ours:1/pages/UI.php", "see {{ours.root}}pages/UI.php"),
    ("http://ours:1/webservices/rest.php", "{{ours.url}}"),
    (r"http:\/\/ours:1\/pages", "{{ours.root}}pages"),
    ("password=secret&x=1", "password=******&x=1"),
]


@pytest.mark.parametrize(("text", "recorded"), CASES)
def test_a_text_of_this_run_becomes_one_of_a_recording(text: str, recorded: str) -> None:
    assert TEXTS.text(text) == recorded


def test_texts_are_found_at_any_depth_and_in_keys() -> None:
    assert TEXTS.recorded({"2026-11-24": [{"a": "2026-11-24", "n": 1}]}) == {"<today>": [{"a": "<today>", "n": 1}]}
