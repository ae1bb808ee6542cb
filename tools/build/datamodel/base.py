"""A base design and its dictionary, as the texts of their files."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fake_itop.datamodel.assemble import assemble
from fake_itop.datamodel.reader import Design, parse
from tools.build.datamodel.classes import class_element
from tools.build.datamodel.dictionary import declared_entries, final_class_entries, magic_entries
from tools.build.datamodel.knowledge import HTML_TEXTS, INHERITED_LABELS, TUTORIAL_LABELS
from tools.build.datamodel.rights import user_rights
from tools.build.datamodel.xml import node

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!-- Written by tools.build.datamodel from the facts of a real iTop {version}. Do not edit: change the builder. -->
<itop_design xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="{version}">
"""


@dataclass(frozen=True)
class Facts:
    """What a running server says of its datamodel, its relations and its rights."""

    classes: dict[str, Any]
    relations: dict[str, Any]
    rights: dict[str, Any]

    @classmethod
    def read(cls, folder: Path, suffix: str = "") -> Facts:
        """The facts in a folder; ``suffix`` tells another version's files from the newest's.

        A version without relations or rights of its own has the newest's.
        """
        names = [f"datamodel{suffix}"]
        names += (
            name + suffix if (folder / f"{name}{suffix}.json").exists() else name for name in ("relations", "rights")
        )
        return cls(*(json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in names))


def design_of(facts: Facts, version: str, html_texts: Collection[tuple[str, str]] = HTML_TEXTS) -> str:
    """The base design; ``html_texts`` are the attributes that hold HTML though their kind does not say so."""
    elements = (class_element(name, facts.classes, facts.relations, html_texts) for name in facts.classes)
    classes = [line for element in elements for line in element]
    rights = user_rights(facts.rights, list(facts.classes))
    lines = [*node("classes", classes), *rights]
    return HEAD.format(version=version) + "".join(f"  {line}\n" for line in lines) + "</itop_design>\n"


def dictionary_of(facts: Facts, design: str) -> dict[str, str]:
    """The dictionary: exceptions from what the model says by rule are found by asking a model without them."""
    entries = declared_entries(facts.classes) | final_class_entries(facts.classes)
    model = assemble(parse(Design("base", design.encode())), entries)
    return entries | magic_entries(facts.classes, model) | TUTORIAL_LABELS | INHERITED_LABELS


def dictionary_text(entries: dict[str, str]) -> str:
    """A dictionary as the text of its file, one entry a line."""
    return json.dumps(entries, indent=0, ensure_ascii=False) + "\n"
