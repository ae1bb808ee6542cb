"""Every page's example has its finding, and what the page calls right has no error."""

import runpy
from pathlib import Path

import pytest

from fake_itop.payloads import Severity, check
from fake_itop.payloads.catalog import Page, pages

SHOWN = [page for page in pages().values() if page.example]


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: page.code)
def test_the_example_has_the_finding(page: Page) -> None:
    found = {finding.code: finding.severity for finding in check(page.example, kind=page.kind).findings}
    assert found[page.code] == page.severity


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: page.code)
def test_what_is_right_is_clean(page: Page) -> None:
    report = check(page.right, kind=page.kind)
    assert report.clean
    assert page.code not in {finding.code for finding in report.findings}


def test_the_docs_are_made_of_the_pages() -> None:
    docs = Path(__file__).parents[2] / "docs"
    made = runpy.run_path(str(docs / "build" / "findings.py"))["document"]()
    assert (docs / "findings.md").read_text(encoding="utf-8") == made


def test_severities_are_the_three() -> None:
    assert {page.severity for page in pages().values()} <= set(Severity)
