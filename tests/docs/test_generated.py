"""Pages that are generated say what the code says, and the site has every page in its navigation."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import click
import pytest

from fake_itop.cli.main import cli

BUILD = Path(__file__).parents[2] / "tools/build/docs"


def _script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"docs_build_{name}", BUILD / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["cli", "configuration"])
def test_a_page_says_what_the_code_says(name: str) -> None:
    script = _script(name)

    assert script.TARGET.read_text("utf-8") == script.document(), f"python tools/build/docs/{name}.py writes it anew"


def test_each_command_has_an_example_and_a_page_that_tells_more() -> None:
    script = _script("cli")

    commands = set(cli.list_commands(click.Context(cli)))

    assert commands <= set(script.EXAMPLES)
    assert commands <= set(script.PAGES)
