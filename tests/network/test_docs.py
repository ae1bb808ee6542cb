"""The page about the laboratory: its code runs and prints what stands below it, and its list of checkers is theirs."""

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from fake_itop.history import CHECKERS
from fake_itop.network import Corruption, Link, Verb

PAGE = (Path(__file__).parents[2] / "docs" / "laboratory.md").read_text("utf-8")
BLOCK = re.compile(r"```python\n(.*?)```(?:\n\n```text\n(.*?)```)?", re.DOTALL)


def test_the_code_prints_what_stands_below_it() -> None:
    known: dict[str, Any] = {}
    for code, expected in BLOCK.findall(PAGE):
        out = StringIO()
        with redirect_stdout(out):
            exec(compile(code, "docs/laboratory.md", "exec"), known)  # noqa: S102 - our own page
        assert [line.rstrip() for line in out.getvalue().strip().split("\n")] == expected.strip().split("\n")


def test_each_checker_is_explained_in_its_own_words() -> None:
    rows = [f"| `{checker.name}` | {checker.explanation} |" for checker in CHECKERS]

    assert "\n".join(rows) in PAGE


def test_each_verb_and_each_corruption_is_explained() -> None:
    assert all(f"`{verb}(" in PAGE and callable(getattr(Link, verb)) for verb in Verb)
    assert all(f"`{how}`" in PAGE for how in Corruption)
