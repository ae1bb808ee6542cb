"""Options from the command line, the environment and a file."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from fake_itop.cli.config_file import config_option
from fake_itop.cli.errors import CliError


@click.command(context_settings={"auto_envvar_prefix": "FAKE_ITOP"})
@config_option
@click.option("--seed", type=int, default=0)
@click.option("--port", "ports", multiple=True)
def command(config: Path | None, seed: int, ports: tuple[str, ...]) -> None:
    """Say what was understood."""
    click.echo(f"{seed} {' '.join(ports)}".strip())


def said(folder: Path, *arguments: str, **environment: str) -> str:
    """What the command understands in a folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        result = CliRunner().invoke(command, arguments, env=environment, catch_exceptions=False, standalone_mode=False)
        if result.exception is not None:
            raise result.exception
        return result.stdout.strip()


def test_without_anything_there_are_the_defaults(tmp_path: Path) -> None:
    assert said(tmp_path) == "0"


def test_a_file_gives_other_defaults(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("seed = 1\nports = {ours = 8}")

    assert said(tmp_path, "--config", "c.toml") == "1 ours=8"


def test_the_file_in_the_working_directory_needs_no_naming(tmp_path: Path) -> None:
    (tmp_path / "fake-itop.toml").write_text("seed = 1")

    assert said(tmp_path) == "1"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "fake-itop.toml").write_text("seed = 1")

    assert said(tmp_path, FAKE_ITOP_SEED="2") == "2"


def test_the_command_line_wins_over_both(tmp_path: Path) -> None:
    (tmp_path / "fake-itop.toml").write_text("seed = 1")

    assert said(tmp_path, "--seed", "3", FAKE_ITOP_SEED="2") == "3"


def test_a_mistake_in_the_file_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "fake-itop.toml").write_text("\nsed = 1")
    with pytest.raises(CliError, match=r"fake-itop.toml:2: sed: unknown key; did you mean seed\?"):
        said(tmp_path)
