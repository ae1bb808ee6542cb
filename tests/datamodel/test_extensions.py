"""Extensions in the forms in which they are published: each loads, and objects of its classes live over REST.

The files are ours, written for these tests: forms of the format of versions 1.0 to 3.2, one a file.
"""

import re
from pathlib import Path
from typing import Any

import pytest

from fake_itop.datamodel import Datamodel, load
from fake_itop.datamodel.attributes import AttributeExternalKey
from fake_itop.datamodel.model import MetaClass
from fake_itop.itop.instance import Itop
from tests.helpers import an_itop, create, rest

FOLDER = Path(__file__).parent / "extensions"
EXTENSIONS = sorted(path.stem for path in FOLDER.iterdir())
NEEDS = {"depends-on-plain": ["plain"]}
"""The extensions that others are put on."""


def loaded(name: str) -> Datamodel:
    return load([FOLDER / f"{each}.xml" for each in [*NEEDS.get(name, []), name]])


def own_classes(name: str, model: Datamodel) -> list[MetaClass]:
    text = (FOLDER / f"{name}.xml").read_text(encoding="utf-8")
    return [model[found] for found in re.findall(r'<class id="(\w+)"', text) if not model[found].abstract]


def needed_values(itop: Itop, cls: MetaClass) -> dict[str, Any]:
    """What an object of a class must have: a name, and objects where keys must lead to some."""
    found: dict[str, Any] = {"name": "first"} if "name" in cls.attributes else {}
    for code, attribute in cls.attributes.items():
        if isinstance(attribute, AttributeExternalKey) and not attribute.null_allowed:
            target = itop.model[attribute.target]
            found[code] = create(itop, target.name, needed_values(itop, target) | first_name(target))
    return found


def first_name(cls: MetaClass) -> dict[str, str]:
    return {"first_name": "Ann"} if "first_name" in cls.attributes else {}


@pytest.mark.parametrize("name", EXTENSIONS)
def test_an_object_of_each_class_is_created_read_changed_and_deleted(name: str) -> None:
    model = loaded(name)
    itop = an_itop(model=model)

    for cls in own_classes(name, model):
        key = create(itop, cls.name, needed_values(itop, cls) | first_name(cls))
        asked = {"class": cls.name, "key": key, "output_fields": "*", "comment": "test"}
        read = rest(itop, {"operation": "core/get", **asked})
        assert set(read["objects"][f"{cls.name}::{key}"]["fields"]) == {*cls.attributes}
        changes = {
            code: "second" for code in ("name", "more") if code in cls.attributes and cls.name != "WithCustomFields"
        }
        assert rest(itop, {"operation": "core/update", **asked, "fields": changes})["code"] == 0
        assert rest(itop, {"operation": "core/delete", **asked})["code"] == 0


def test_there_is_an_extension_of_each_form() -> None:
    assert len(EXTENSIONS) >= 30
