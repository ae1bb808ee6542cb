"""Every page's example has its finding, and what the page calls right has no error."""

import runpy
from pathlib import Path

import pytest

from fake_itop.check import Report, Severity, check
from fake_itop.findings import Page, pages
from fake_itop.profiles import DEFAULT, find

PAGES = list(pages("check").values())


def judged(page: Page, text: str) -> Report:
    """A text of a page, judged with the options that the page names."""
    designs, watched = [page.design] if page.design else None, [page.watch] if page.watch else None
    profile = find(page.profile) if page.profile else DEFAULT
    return check(text, kind=page.kind, designs=designs, watched=watched, profile=profile)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_the_example_has_the_finding(page: Page) -> None:
    found = {finding.code: finding.severity for finding in judged(page, page.example).findings}
    assert found[page.code] == page.severity


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_what_is_right_is_clean(page: Page) -> None:
    report = judged(page, page.right)
    assert report.clean
    assert page.code not in {finding.code for finding in report.findings}


def test_the_docs_are_made_of_the_pages() -> None:
    docs = Path(__file__).parents[2] / "docs"
    made = runpy.run_path(str(docs.parent / "tools" / "build" / "docs" / "findings.py"))["document"]()
    assert (docs / "findings.md").read_text(encoding="utf-8") == made


def test_severities_are_the_three() -> None:
    assert {page.severity for page in PAGES} <= set(Severity)
