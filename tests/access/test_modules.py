"""Each iTop says which modules and extensions it has."""

from __future__ import annotations

from pathlib import Path

import pytest

from fake_itop.profiles import find
from tests.helpers import an_itop, create, read, rest


def modules(profile: str, *designs: str | Path) -> set[str]:
    found = find(profile)
    itop = an_itop(model=found.datamodel(designs), profile=found, designs=designs)
    query = {"operation": "core/get", "class": "ModuleInstallation", "key": "SELECT ModuleInstallation"}
    rows = rest(itop, {**query, "output_fields": "name,version"})["objects"].values()
    return {f"{row['fields']['name']} {row['fields']['version']}" for row in rows}


@pytest.mark.parametrize(
    ("profile", "there", "not_there"),
    [
        ("3.2", "itop-change-mgmt 3.2.0", "itop-problem-mgmt 3.2.0"),
        ("3.2-itil", "itop-problem-mgmt 3.2.0", "itop-change-mgmt 3.2.0"),
        ("3.1", "combodo-webhook-integration 1.3.3", "combodo-webhook-integration 1.4.6"),
    ],
)
def test_an_edition_and_a_version_list_modules_of_their_own(profile: str, there: str, not_there: str) -> None:
    found = modules(profile)

    assert there in found
    assert not_there not in found


def test_a_design_is_a_module_by_its_files_name(tmp_path: Path) -> None:
    design = tmp_path / "datamodel.my-extension.xml"
    design.write_text('<itop_design version="3.2"/>')

    assert modules("3.2", "transfer", design) - modules("3.2") == {"transfer-ticket 1.0.0", "my-extension 1.0.0"}


def test_a_personal_token_gets_its_secret_from_itop() -> None:
    itop = an_itop()

    token = create(itop, "PersonalToken", {"user_id": 2, "application": "x", "scope": "REST/JSON"})

    assert read(itop, "PersonalToken", token, "application") == {"application": "x"}
    assert itop.db.store.table("PersonalToken")[token]["auth_token"]
