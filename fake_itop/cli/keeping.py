"""What instances hold when they start, and what is kept of it when they stop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

import click

from fake_itop.access.settings import InstanceSettings
from fake_itop.cli.building import itops_of
from fake_itop.cli.errors import CliError, check_writable
from fake_itop.cli.files import hold, write_whole
from fake_itop.server.listening import Member

Command = Callable[..., Any]


@dataclass(frozen=True)
class KeepingOptions:
    """Files of objects that are made at start, and the file that keeps the state across runs."""

    objects: tuple[Path, ...]
    data: Path | None

    @classmethod
    def out_of(cls, given: dict[str, Any]) -> Self:
        """Take these options out of all that a command was given."""
        return cls(**{option.name: given.pop(option.name) for option in fields(cls)})

    def begin(self, members: Sequence[Member], settings: InstanceSettings, wire: Callable[[], None]) -> None:
        """Let the instances hold what was kept; where nothing was, wire them and make the objects.

        What was pulled from a live iTop is a beginning: the instances that it has no state of start fresh, and all are
        wired.

        Raises:
            CliError: a file cannot be used, or an object is refused.
        """
        check_writable("--data", self.data)
        if self.data is not None:
            hold("--data", self.data)
        if self.data is not None and self.data.exists() and not self._load(self.data, members):
            return
        wire()
        if self.objects:
            _plant(self.objects, members, settings)

    def end(self, members: Sequence[Member]) -> None:
        """Keep what the instances hold; the file is either as before or whole.

        Raises:
            CliError: the file cannot be written.
        """
        if self.data is None:
            return
        from fake_itop.state import to_document  # noqa: PLC0415 - only where something is kept

        try:
            write_whole(self.data, to_document(itops_of(members)))
        except OSError as error:
            raise CliError(f"--data {self.data}: cannot be written: {error.strerror or error}") from None

    def _load(self, path: Path, members: Sequence[Member]) -> bool:
        """Whether it is only a beginning."""
        from fake_itop.state import StateError, is_beginning, load_states, read_document  # noqa: PLC0415 - likewise

        itops = itops_of(members)
        try:
            states = read_document(path.read_text("utf-8"), str(path))
            kept = {name: itop for name, itop in itops.items() if name in states} if is_beginning(states) else itops
            load_states(kept or itops, states, str(path))
        except StateError as error:
            raise CliError(str(error)) from None
        except (OSError, UnicodeDecodeError) as error:
            raise CliError(f"--data {path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
        return is_beginning(states)


def keeping_options(command: Command) -> Command:
    """Give a command the options of `KeepingOptions`, by their names."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def _plant(files: Sequence[Path], members: Sequence[Member], settings: InstanceSettings) -> None:
    """Make the objects of each file, over REST, in a world of which all instances are part."""
    from fake_itop.configuration import SeedError, read_seeds  # noqa: PLC0415 - only where there are files
    from fake_itop.integration.lab import LabError  # noqa: PLC0415 - likewise
    from fake_itop.integration.simulated import sides_of  # noqa: PLC0415 - likewise

    sides = sides_of(itops_of(members), settings)
    try:
        for seeds in [read_seeds(file) for file in files]:
            for name, side in sides.items():
                seeds.plant(name, side)
    except (SeedError, LabError) as error:
        raise CliError(str(error)) from None


_OPTIONS = (
    click.option(
        "--objects",
        type=click.Path(path_type=Path),
        multiple=True,
        metavar="FILE",
        help="Objects to make at start, as TOML or JSON with names that refer to each other; repeatable.",
    ),
    click.option(
        "--data",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Keep the state there: it is loaded at start if it is there, and written at the end.",
    ),
)
