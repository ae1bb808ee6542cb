"""The compiled datamodel of a real iTop takes the place of a standard one's classes."""

import json
from pathlib import Path
from typing import Any

import pytest

from fake_itop.configuration import read_config
from fake_itop.datamodel import Datamodel, Design, DesignError, MetaClass, NoteKind, load
from fake_itop.profiles import find
from tests.cli.program import run
from tools.build.compiled import compiled_text

ITIL = "3.2-itil"


def compiled(name: str, folder: Path) -> Path:
    """A file that a base of ours is written into, in the form of a real one."""
    file = folder / "datamodel-production.xml"
    file.write_text(compiled_text(find(name), nested=name == "3.0"), encoding="utf-8")
    return file


def said_of(cls: MetaClass) -> dict[str, Any]:
    names = "label abstract category naming reconciliation order_by state_attribute obsolescence_expression"
    found = {name: getattr(cls, name) for name in [*names.split(), "uniqueness_rules", "attributes", "lifecycle"]}
    return found | {"order": list(cls.attributes), "above": [above.name for above in cls.ancestors]}


@pytest.mark.parametrize("name", ["3.2", ITIL, "3.1", "3.0"])
def test_it_says_what_the_base_says_that_it_is_written_from(tmp_path: Path, name: str) -> None:
    base: Datamodel = find(name).datamodel()

    model = find(f"{name}@{compiled(name, tmp_path)}").datamodel()

    assert {cls.name: said_of(cls) for cls in model} == {cls.name: said_of(cls) for cls in base}
    assert list(model.classes) == list(base.classes)
    assert (model.relations, model.profiles) == (base.relations, base.profiles)
    assert {note.kind for note in model.notes} == {NoteKind.UNUSED}


def test_the_edition_is_told_by_its_modules(tmp_path: Path) -> None:
    profile = find(f"3.2@{compiled(ITIL, tmp_path)}")

    assert (profile.edition, "Incident" in profile.datamodel()) == ("itil", True)


def test_deltas_come_on_top(tmp_path: Path) -> None:
    model = find(f"3.2@{compiled('3.2', tmp_path)}").datamodel(["transfer"])

    assert "remote_ticketid" in model["UserRequest"].attributes


def test_a_class_that_it_does_not_have_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "small.xml"
    file.write_text('<itop_design><classes><class id="DBObject"/></classes><loaded_modules/></itop_design>')

    model = find(f"3.2@{file}").datamodel()

    assert ("Person" in model, "UserLocal" in model) == (False, True)


def test_a_delta_is_no_compiled_datamodel(tmp_path: Path) -> None:
    file = tmp_path / "delta.xml"
    file.write_text("<itop_design><classes/></itop_design>")

    with pytest.raises(DesignError, match=r"delta\.xml:1: is no compiled datamodel, .*; a delta is given with --des"):
        find(f"3.2@{file}").datamodel()


def test_a_compiled_datamodel_is_no_delta() -> None:
    design = Design("my.xml", b"<itop_design><loaded_modules/></itop_design>")

    with pytest.raises(DesignError, match=r"^my\.xml:1: is a compiled datamodel, .*: give it as --datamodel$"):
        load([design])


def test_one_that_is_cut_short_is_told_by_what_is_open(tmp_path: Path) -> None:
    file = compiled("3.2", tmp_path)
    file.write_bytes(file.read_bytes()[:300_000])

    with pytest.raises(DesignError, match=r"production\.xml:\d+: not well-formed XML: ends inside itop_design/"):
        find(f"3.2@{file}").datamodel()


def test_a_file_that_is_missing_is_told_in_one_line(tmp_path: Path) -> None:
    code, _, error = run("serve", "--port", "0", "--datamodel", str(tmp_path / "none.xml"))

    assert (code, error.strip()) == (2, f"fake-itop: {tmp_path}/none.xml: cannot be read: No such file or directory")


def test_one_without_persons_is_told_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "small.xml"
    file.write_text('<itop_design><classes><class id="DBObject"/></classes><loaded_modules/></itop_design>')
    code, _, error = run("oql", "--datamodel", str(file), "SELECT UserLocal")

    assert (code, error.count("\n")) == (2, 1)
    assert error.startswith("fake-itop: the datamodel lacks Organization, Contact, Person")


def test_the_configuration_names_it_from_where_it_lies(tmp_path: Path) -> None:
    config = tmp_path / "fake-itop.toml"
    config.write_text('[datamodel]\nfile = "my.xml"\n')

    assert read_config(config).options["datamodel"] == str(tmp_path / "my.xml")


def test_check_finds_no_error_in_one(tmp_path: Path) -> None:
    _, said, error = run("check", "--kind", "design", "--format", "json", str(compiled("3.2", tmp_path)))

    assert [finding for finding in json.loads(said)["files"][0]["findings"] if finding["severity"] == "error"] == [], (
        error
    )
