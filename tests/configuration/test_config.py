"""The configuration file: what it may say, and what is told of mistakes in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from fake_itop.access.settings import InstanceSettings
from fake_itop.configuration import ConfigError, read_config
from fake_itop.configuration.config import config_schema, example

USER = '[[users]]\nlogin = "x"\nprofiles = ["Administrator"]\n'


def read(folder: Path, text: str) -> object:
    (folder / "c.toml").write_text(text, "utf-8")
    return read_config(folder / "c.toml")


def test_the_example_says_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(example(), "utf-8")

    assert read_config(tmp_path / "c.toml").users == InstanceSettings.default()


def test_every_option_that_the_example_names_is_one(tmp_path: Path) -> None:
    lines = [line.removeprefix("# ") for line in example().splitlines()]
    options = "\n".join(line for line in lines[: lines.index("[[users]]")] if " = " in line.partition("#")[0])
    (tmp_path / "c.toml").write_text(options, "utf-8")

    assert len(read_config(tmp_path / "c.toml").options) == options.count(" = ") - options.count("{") * 2


def test_without_users_there_are_the_standard_ones(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("seed = 3", "utf-8")
    config = read_config(tmp_path / "c.toml")

    assert (config.users, config.options) == (InstanceSettings.default(), {"seed": 3})


def test_a_design_that_ships_is_meant_where_there_is_no_such_file(tmp_path: Path) -> None:
    text = 'design = ["transfer", "mine.xml"]'

    assert read(tmp_path, text).options["design"] == ["transfer", str(tmp_path / "mine.xml")]  # type: ignore[attr-defined]
    (tmp_path / "transfer").touch()
    assert read(tmp_path, text).options["design"] == [str(tmp_path / "transfer"), str(tmp_path / "mine.xml")]  # type: ignore[attr-defined]


def test_paths_are_meant_from_the_folder_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "w.json").write_text("[]")
    (tmp_path / "c.toml").write_text('design = ["d.xml"]\ndata = "s.json"\nwiring = "w.json"', "utf-8")

    options = read_config(tmp_path / "c.toml").options
    assert options == {
        "design": [str(tmp_path / "d.xml")],
        "data": str(tmp_path / "s.json"),
        "wiring": str(tmp_path / "w.json"),
    }


def test_a_wiring_that_is_no_file_is_a_name(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text('wiring = "robust"', "utf-8")

    assert read_config(tmp_path / "c.toml").options == {"wiring": "robust"}


MISTAKES = [
    ("sed = 1", r"c.toml:1: sed: unknown key; did you mean seed\?"),
    ('\n\nseed = "x"', "c.toml:3: seed: 'x' is not of type 'integer'"),
    (f'{USER}passwrd = "y"', r"c.toml:4: users\[0\].passwrd: unknown key; did you mean password\?"),
    (f'{USER}\n[[users]]\nprofiles = ["A"]', r"c.toml:5: users\[1\]: 'login' is a required property"),
    ("[ports]\nours = 99999", "c.toml:2: ports.ours: 99999 is greater than the maximum of 65535"),
    ("seed = ?\n", "not TOML: .*line 1"),
    ('log_format = "xml"', "log_format: 'xml' is not one of"),
]


@pytest.mark.parametrize(("text", "told"), MISTAKES)
def test_a_mistake_is_told_with_its_line_and_key(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        read(tmp_path, text)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"missing.toml: cannot be read: No such file"):
        read_config(tmp_path / "missing.toml")


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_bytes(b'wiring = "\xff"')
    with pytest.raises(ConfigError, match="not UTF-8 at byte 10"):
        read_config(tmp_path / "c.toml")


def test_its_schema_is_one() -> None:
    Draft202012Validator.check_schema(config_schema())


def test_a_version_is_kept_where_no_users_are_named(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text('profile = "3.1"', "utf-8")

    assert read_config(tmp_path / "c.toml").users.profile == "3.1"
