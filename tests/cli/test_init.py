"""``fake-itop init``."""

from __future__ import annotations

from pathlib import Path

from fake_itop.cli.main import run
from fake_itop.configuration import read_config


def test_it_writes_a_configuration_that_can_be_read(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path / "fake-itop.toml")]) == 0
    assert read_config(tmp_path / "fake-itop.toml").users.users


def test_it_leaves_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("seed = 1")

    assert run(["init", str(tmp_path / "mine.toml")]) == 2
    assert (tmp_path / "mine.toml").read_text() == "seed = 1"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path / "no" / "mine.toml")]) == 2
