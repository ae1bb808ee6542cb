"""Walk a new user's path with only the wheel: install it, write the tutorial's test, see it fail, mend it, see it pass.

Usage: python .ci/new_user.py WHEEL. Says how long it took; an hour-glass of five minutes is the promise.
"""

from __future__ import annotations

import subprocess
import sys
import time
import venv
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.docs.snippets import blocks  # noqa: E402 - found by the line above

PROMISE = 300
"""Seconds."""


def main(wheel: Path) -> None:
    """Walk it in an empty folder."""
    broken, test, mended = _files((ROOT / "docs/tutorial.md").read_text("utf-8"))
    begun = time.monotonic()
    with TemporaryDirectory() as name:
        folder = Path(name)
        venv.create(folder / ".venv", with_pip=True)
        _done(folder, "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel), "pytest")
        installed = time.monotonic()
        _done(folder, "fake-itop", "--version")
        _done(folder, "fake-itop", "scenarios", "--json")
        (folder / "test_reminder.py").write_text(test, "utf-8")
        (folder / "reminder.py").write_text(broken, "utf-8")
        shown = _done(folder, "pytest", "-q", "-p", "no:cacheprovider", code=1)
        for said in ("iTop exchange", "status = 'waiting'", "again: pytest"):
            _wanted(said in shown, f"the failure does not show {said!r}:\n{shown}")
        (folder / "reminder.py").write_text(mended, "utf-8")
        _done(folder, "pytest", "-q", "-p", "no:cacheprovider")
    took = time.monotonic() - begun
    print(f"a new user's path: {took:.0f} s, of which {installed - begun:.0f} s are the installation")
    _wanted(took < PROMISE, f"that is longer than {PROMISE} s")


def _files(page: str) -> tuple[str, str, str]:
    found = list(blocks(page))
    broken, mended = (block.text for block in found if block.title == "reminder.py")
    (test,) = (block.text for block in found if block.title == "test_reminder.py")
    return broken, test, mended


def _done(folder: Path, program: str, *words: str, code: int = 0) -> str:
    """What a command of the new environment prints, which has to end with that exit code."""
    bin_folder = folder / ".venv/bin"
    # Nothing of this checkout is to be found: no PYTHONPATH, and a folder of its own.
    done = subprocess.run(  # noqa: S603 - our own commands
        [bin_folder / program, *words],
        cwd=folder,
        env={"PATH": f"{bin_folder}:/usr/bin:/bin", "HOME": str(folder), "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    _wanted(done.returncode == code, f"{program} {' '.join(words)}: exit code {done.returncode}\n{done.stdout}")
    return done.stdout


def _wanted(holds: bool, otherwise: str) -> None:
    if not holds:
        sys.exit(otherwise)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
