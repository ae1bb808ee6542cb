"""What source and docs cite is there: pages of ``docs``, and recordings by area and name."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for folder in ("fake_itop", "tests", "tools") for path in (ROOT / folder).rglob("*.py"))
ELSEWHERE = re.compile(r"\b[Rr]eference,? (?:section )?[A-F]\b ?\d*[.,:;)]|\bconventions \d")
PAGE = re.compile(r"\bdocs/[\w/-]+\.md\b")
AREAS = re.compile(r"(?<=[(\s])`([a-z_]+)`: ((?:`[^`]+`(?:,\s+)?)+)")


def test_the_source_cites_no_page_that_is_not_there() -> None:
    texts = {path: path.read_text("utf-8") for path in SOURCES if path.name != Path(__file__).name}
    pages = {
        page for path, text in texts.items() if path.is_relative_to(ROOT / "fake_itop") for page in PAGE.findall(text)
    }

    assert [path for path, text in texts.items() if ELSEWHERE.search(text)] == []
    assert [page for page in sorted(pages) if not (ROOT / page).exists()] == []


@pytest.mark.parametrize("page", ["rest.md", "case-logs.md"])
def test_a_page_of_rules_names_recordings_that_there_are(page: str) -> None:
    text = (ROOT / "docs/itop" / page).read_text("utf-8")
    named = [(area, name) for area, names in AREAS.findall(text) for name in re.findall(r"`([^`]+)`", names)]

    assert named
    assert [each for each in named if each[1].replace("\n", " ") not in _names(each[0])] == []


def _names(area: str) -> set[str]:
    files = sorted((ROOT / "conformance").glob(f"recordings*/{area}.json"))
    return {case["name"] for file in files for case in _cases(json.loads(file.read_text("utf-8")))}


def _cases(content: object) -> list[dict[str, str]]:
    return content if isinstance(content, list) else content["cases"]  # type: ignore[index] # a file has one of two forms
