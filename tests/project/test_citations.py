"""What source and docs cite is there: pages of ``docs``, and recordings by area and name."""

import json
import lzma
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for folder in ("fake_itop", "tests", "tools") for path in (ROOT / folder).rglob("*.py"))
ELSEWHERE = re.compile(r"\b[Rr]eference,? (?:section )?[A-F]\b ?\d*[.,:;)]|\bconventions \d")
PAGE = re.compile(r"\bdocs/[\w/-]+\.md\b")
RULES = sorted((ROOT / "docs/itop").glob("*.md"))
AREA = re.compile(r"(?<=[(\s])`([a-z_]+)`:\s+((?:`[^`]+`(?:(?:,\s+|\sand\s))?)+)")
JOURNEYS = re.compile(r"\((\d{4}(?:,\s+\d{4})*)\)")


def test_the_source_cites_no_page_that_is_not_there() -> None:
    texts = {path: path.read_text("utf-8") for path in SOURCES if path.name != Path(__file__).name}
    pages = {
        page for path, text in texts.items() if path.is_relative_to(ROOT / "fake_itop") for page in PAGE.findall(text)
    }

    assert [path for path, text in texts.items() if ELSEWHERE.search(text)] == []
    assert [page for page in sorted(pages) if not (ROOT / page).exists()] == []


@pytest.mark.parametrize("page", RULES, ids=lambda page: page.stem)
def test_a_page_of_rules_names_recordings_that_there_are(page: Path) -> None:
    text = page.read_text("utf-8")
    cases = [
        (area, name.replace("\n", " "))
        for area, names in AREA.findall(text)
        for name in re.findall(r"`([^`]+)`", names)
    ]
    journeys = [number for numbers in JOURNEYS.findall(text) for number in re.findall(r"\d+", numbers)]

    assert cases or journeys
    assert [(area, name) for area, name in cases if not _is_recorded(area, name)] == []
    assert [number for number in journeys if f"journey {number}" not in _journeys()] == []


def _is_recorded(area: str, name: str) -> bool:
    """Whether there is such a case; of a long name its beginning is enough, up to a blank."""
    return any(each == name or each.startswith(f"{name} ") for each in _names(area))


@cache
def _names(area: str) -> frozenset[str]:
    files = sorted((ROOT / "conformance").glob(f"recordings*/{area}.json"))
    return frozenset(case["name"] for file in files for case in _cases(json.loads(file.read_text("utf-8"))))


@cache
def _journeys() -> frozenset[str]:
    files = sorted((ROOT / "conformance").glob("journeys*/*.jsonl.xz"))
    lines = [line for file in files for line in lzma.decompress(file.read_bytes()).decode("utf-8").splitlines()]
    return frozenset(json.loads(line)["name"] for line in lines)


def _cases(content: object) -> list[dict[str, str]]:
    return content if isinstance(content, list) else content["cases"]  # type: ignore[index] # a file has one of two forms
