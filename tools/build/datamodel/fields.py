"""From an attribute of the facts to a ``field`` element."""

from __future__ import annotations

from typing import Any

from fake_itop.datamodel.attributes import KINDS, AttributeSet
from fake_itop.datamodel.fields import TRACKING_LEVELS
from fake_itop.datamodel.format import FIELD_TYPES
from tools.build.datamodel.knowledge import MOMENT_OF_READING, SETS, THRESHOLDS
from tools.build.datamodel.xml import ids, leaf, node

Fact = dict[str, Any]
LEVELS = {number: name for name, number in TRACKING_LEVELS.items()}
MAGIC = ("_friendlyname", "_finalclass_recall", "_obsolescence_flag")


def is_magic(code: str, fact: Fact) -> bool:
    """Whether an attribute comes by rule: then the base design does not declare it."""
    return fact["type"] == "AttributeExternalField" and code.endswith(MAGIC)


def field(cls: str, code: str, fact: Fact, *, html: bool = False) -> list[str]:
    """The lines of an attribute's ``field`` element; ``html`` says that it is a text which holds HTML."""
    kind = fact["type"]
    parts = [
        *_by_kind(cls, code, fact),
        leaf("format", "html") if html else [],
        _sized(kind, fact),
        _default(kind, fact),
        leaf("is_null_allowed", fact["null"]) if "is_null_allowed" in FIELD_TYPES[kind] else [],
        _dependencies(kind, fact),
        leaf("tracking_level", LEVELS[fact["tracking"]]) if fact.get("tracking", 3) != TRACKING_LEVELS["all"] else [],
    ]
    return node("field", *parts, id=code, xsi_type=kind)


def _by_kind(cls: str, code: str, fact: Fact) -> list[list[str]]:
    kind = fact["type"]
    if kind == "AttributeExternalField":
        return [leaf("extkey_attcode", fact["key"]), leaf("target_attcode", fact["field"])]
    if kind in ("AttributeExternalKey", "AttributeHierarchicalKey"):
        return _key(fact)
    if kind in ("AttributeLinkedSet", "AttributeLinkedSetIndirect"):
        return _links(fact)
    if kind in ("AttributeEnum", "AttributeMetaEnum"):
        return _enum(fact)
    if (cls, code) in SETS:
        return _enum({"values": SETS[cls, code]})
    if kind == "AttributeSubItem":
        watch, item = fact["item"].split("/")
        return [leaf("target_attcode", watch), leaf("item_code", item)]
    if kind == "AttributeStopWatch":
        thresholds = ids("threshold", map(str, THRESHOLDS.get((cls, code), ())))
        return [node("states", ids("state", fact["states"])), node("thresholds", thresholds)]
    if kind == "AttributeRedundancySettings":
        return _redundancy(fact)
    return []


def _key(fact: Fact) -> list[list[str]]:
    return [
        leaf("target_class", fact["target"]),
        leaf("filter", fact["filter"]) if fact.get("filter") else [],
        # The facts show nothing where the constant is none of the others.
        leaf("on_target_delete", fact["on_target_delete"] or "DEL_NONE"),
    ]


def _links(fact: Fact) -> list[list[str]]:
    return [
        leaf("linked_class", fact["linked_class"]),
        leaf("ext_key_to_me", fact["ext_key_to_me"]),
        leaf("ext_key_to_remote", fact["ext_key_to_remote"]) if "ext_key_to_remote" in fact else [],
        leaf("duplicates", text=True) if fact["duplicates"] else [],
    ]


def _enum(fact: Fact) -> list[list[str]]:
    values = [line for code in fact["values"] for line in node("value", leaf("code", code), id=code)]
    mappings = [line for cls, mapping in fact.get("mapping", {}).items() for line in _mapping(cls, mapping)]
    return [node("values", values), node("mappings", mappings) if mappings else []]


def _mapping(cls: str, mapping: Fact) -> list[str]:
    by_value: dict[str, list[str]] = {}
    for code, value in mapping["values"].items():
        by_value.setdefault(value, []).append(code)
    values = [line for value, codes in by_value.items() for line in _meta_value(value, codes)]
    return node("mapping", leaf("attcode", mapping["attcode"]), node("metavalues", values), id=cls)


def _meta_value(value: str, codes: list[str]) -> list[str]:
    return node("metavalue", node("codes", ids("code", codes)), id=value)


def _redundancy(fact: Fact) -> list[list[str]]:
    enabled, mode = fact["default"] != "disabled", "user" if fact.get("writable", True) else "fixed"
    return [
        leaf("enabled", enabled),
        leaf("enabled_mode", mode),
        leaf("min_up", fact["default"]) if enabled else [],
        leaf("min_up_mode", mode),
    ]


def _sized(kind: str, fact: Fact) -> list[str]:
    size = fact.get("max_size")
    return leaf("max_size", size) if size != KINDS[kind].usual_size else []


def _default(kind: str, fact: Fact) -> list[str]:
    default = fact.get("default")
    if kind == "AttributeDateTime" and default is None and not fact["null"]:
        # Facts of iTop 3.0 show no default: there iTop fills the date in when the object is saved.
        return leaf("default_value", "NOW()")
    if "default_value" not in FIELD_TYPES[kind] or default in (None, "") or kind == "AttributeRedundancySettings":
        return []
    if issubclass(KINDS[kind], AttributeSet) or kind.endswith("Key"):
        return []
    if kind == "AttributeDateTime" and default.startswith(MOMENT_OF_READING):
        return leaf("default_value", "NOW()")
    decimals = leaf("decimals", len(default.partition(".")[2])) if kind == "AttributeDecimal" else []
    return [*leaf("default_value", default), *decimals]


def _dependencies(kind: str, fact: Fact) -> list[str]:
    """An external field depends on its key anyway."""
    codes = fact.get("depends_on", ())
    return node("dependencies", ids("attribute", codes)) if codes and kind != "AttributeExternalField" else []
