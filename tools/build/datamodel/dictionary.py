"""The labels of the facts as dictionary entries; what iTop makes up by itself is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fake_itop.datamodel.model import Datamodel
from tools.build.datamodel.fields import is_magic

Facts = dict[str, Any]


def declared_entries(facts: Facts) -> dict[str, str]:
    """Entries of classes, declared attributes, values and stimuli."""
    entries: dict[str, str] = {}
    for cls, fact in facts.items():
        entries |= dict(_class_entries(f"Class:{cls}", cls, fact))
    return entries


def _class_entries(key: str, cls: str, fact: Facts) -> Iterator[tuple[str, str]]:
    if fact["label"] != cls:
        yield key, fact["label"]
    for code, attribute in fact["attributes"].items():
        if not is_magic(code, attribute) and not _made_up(code, attribute):
            yield f"{key}/Attribute:{code}", attribute["label"]
        labels = attribute.get("values", {}).items()
        yield from ((f"{key}/Attribute:{code}/Value:{value}", label) for value, label in labels if label != value)
    stimuli = (fact.get("lifecycle") or {}).get("stimuli") or {}
    yield from ((f"{key}/Stimulus:{code}", found["label"]) for code, found in stimuli.items())


def _made_up(code: str, attribute: Facts) -> bool:
    """Whether iTop makes the label out of the code. External fields are called by their path: so each has an entry."""
    made_up: bool = attribute["label"] == code.replace("_", " ")
    return made_up and attribute["type"] != "AttributeExternalField"


def final_class_entries(facts: Facts) -> dict[str, str]:
    """What ``finalclass`` is called: shown by the external fields that show it, as ``Key->label``."""
    entries: dict[str, str] = {}
    for cls, fact in facts.items():
        for code, attribute in fact["attributes"].items():
            if is_magic(code, attribute) and attribute["field"] == "finalclass":
                root = _root(facts, _target(facts, cls, attribute["key"]))
                entries[f"Class:{root}/Attribute:finalclass"] = attribute["label"].rpartition("->")[2]
    return entries


def magic_entries(facts: Facts, model: Datamodel) -> dict[str, str]:
    """Entries of attributes by rule that are called otherwise than by rule (``model`` has no entries for them)."""
    return {
        f"Class:{cls}/Attribute:{code}": attribute["label"]
        for cls, fact in facts.items()
        for code, attribute in fact["attributes"].items()
        if is_magic(code, attribute) and _differs(model, cls, code, attribute)
    }


def _differs(model: Datamodel, cls: str, code: str, fact: Mapping[str, Any]) -> bool:
    found = model[cls].attributes.get(code)
    return found is not None and found.label != fact["label"]


def _target(facts: Facts, cls: str, key: str) -> str:
    while key not in facts[cls]["attributes"]:
        cls = facts[cls]["parent"]
    target: str = facts[cls]["attributes"][key]["target"]
    return target


def _root(facts: Facts, cls: str) -> str:
    while facts[cls]["parent"]:
        cls = facts[cls]["parent"]
    return cls
