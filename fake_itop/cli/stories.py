"""Stories as the commands show them."""

from __future__ import annotations

from pathlib import Path

from fake_itop.cli.errors import CliError
from fake_itop.explore import Opening, Story, tell


def told(opening: Opening, story: Story) -> list[str]:
    """A story's lines, numbered."""
    return [f"   {number}. {words}" for number, words in enumerate(tell(opening, story), 1)]


def write(path: Path, text: str) -> None:
    """Write a file.

    Raises:
        CliError: it cannot be written.
    """
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise CliError(f"{path}: cannot be written: {error.strerror or error}") from None
