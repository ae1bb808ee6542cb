"""`gaps.txt`: the cases that are known not to agree yet, one name a line. It may only shrink."""

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NoReturn

import pytest

FILE = Path(__file__).with_name("gaps.txt")

HEADER = """\
# Cases of conformance/recordings (3.2/…), recordings-3.1 (3.1/…), recordings-3.0 (3.0/…), recordings-itil (3.2-itil/…)
# and journeys (journeys/…) that the fake does not answer as a real iTop of that version and edition did, by name,
# corpus/area::case.
# This list may only shrink: `pytest conformance --update-gaps` takes out what agrees by now.
"""


def read(file: Path = FILE) -> frozenset[str]:
    """The names in the file; none where there is no file."""
    if not file.exists():
        return frozenset()
    lines = file.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("# "))


def write(names: Iterable[str], file: Path = FILE) -> None:
    """Replaces the file's names, sorted."""
    file.write_text(HEADER + "".join(f"{name}\n" for name in sorted(names)), encoding="utf-8")


def shrunk(names: Collection[str], agreeing: Collection[str], known: Collection[str]) -> set[str]:
    """The names that remain: neither agreeing nor unknown to the recordings."""
    return {name for name in names if name not in agreeing and name in known}


def judge(name: str, disagreement: object, named: Collection[str], *, updating: bool) -> None:
    """Ends the test of a case: it passes if it agrees, is expected to fail if it is named, and else fails.

    Args:
        name: the case's.
        disagreement: how it disagreed; None or empty if it agreed.
        named: the names in the file.
        updating: whether the file is being written, so that a name may agree.
    """
    if disagreement and name in named:
        pytest.xfail(f"named in {FILE.name}\n{disagreement}")
    if disagreement:
        _fail(f"{name}\n{disagreement}")
    if name in named and not updating:
        _fail(f"{name} agrees by now: take it out with --update-gaps")


def _fail(reason: str) -> NoReturn:
    pytest.fail(reason, pytrace=False)
