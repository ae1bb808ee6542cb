"""The site is built without a warning, holds every page, and needs nothing beside itself."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

ROOT = Path(__file__).parents[2]
LOADING = ("//script/@src", "//img/@src", "//iframe/@src", "//link[not(@rel='canonical')]/@href", "//source/@srcset")
"""Where a page names what a browser fetches by itself."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return folder


def test_every_page_of_the_folder_is_in_the_site(site: Path) -> None:
    docs = ROOT / "docs"
    pages = {page.relative_to(docs) for page in docs.rglob("*.md")}

    missing = [page for page in pages if not _built(site, page).is_file()]

    assert missing == []


def _built(site: Path, page: Path) -> Path:
    return site / page.parent / "index.html" if page.stem == "index" else site / page.with_suffix("") / "index.html"


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    fetched = {str(url) for page in site.rglob("*.html") for rule in LOADING for url in html.parse(page).xpath(rule)}

    assert {url for url in fetched if re.match(r"(\w+:)?//", url)} == set()


def test_styles_fetch_nothing_from_elsewhere(site: Path) -> None:
    fetched = [
        url
        for sheet in site.rglob("*.css")
        for url in re.findall(r"""(?:url\(|@import )\s*["']?([^"')]{1,40})""", sheet.read_text("utf-8"))
    ]

    assert [url for url in fetched if re.match(r"(https?:)?//", url)] == []


def test_no_page_has_a_drawing_for_which_the_theme_would_load_a_library(site: Path) -> None:
    assert [page for page in site.rglob("*.html") if 'class="mermaid"' in page.read_text("utf-8")] == []


def test_the_search_knows_every_page(site: Path) -> None:
    index = json.loads((site / "search/search_index.json").read_text("utf-8"))

    found = {entry["location"].partition("#")[0] for entry in index["docs"]}

    assert {"tutorial/", "howto/debug-a-loop/", "cli/", "explanation/ping-pong/"} <= found


def test_the_site_is_light_or_dark_as_the_reader_likes(site: Path) -> None:
    schemes = html.parse(site / "index.html").xpath("//input[@data-md-color-scheme]/@data-md-color-scheme")

    assert {"default", "slate"} <= set(schemes)


def _links(page: Path) -> Iterator[str]:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"\w+:|#", target):
            yield target.partition("#")[0]


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_links_of_the_repository_lead_somewhere(page: str) -> None:
    assert [link for link in _links(ROOT / page) if not (ROOT / link).exists()] == []
