"""`gaps.txt`: the cases that are known not to agree yet, one name a line. It may only shrink."""

from collections.abc import Collection, Iterable
from pathlib import Path

FILE = Path(__file__).with_name("gaps.txt")

HEADER = """\
# Cases of conformance/recordings (3.2/…) and conformance/recordings-3.1 (3.1/…) that the fake does not answer as a
# real iTop of that version did, by name, corpus/area::case.
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
