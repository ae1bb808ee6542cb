"""A shipped base in the form of a compiled datamodel, as a real iTop writes one: to try what reads those.

``python -m tools.build.compiled PROFILE FILE [--nested]`` writes that of a profile; ``--nested`` as iTop 3.0 does: it
puts classes into their parents. Nothing of a real one is copied: what stands in it beside the base's facts
(comments, indexes, icons, presentation, methods, menus, portals, …) stands for what is there in kind and in number.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from fake_itop.datamodel.compiled import core_classes
from fake_itop.datamodel.resolve import ROOTS
from fake_itop.datamodel.tree import XSI_TYPE, Element, Source, identity, text
from fake_itop.profiles import VersionProfile, find
from fake_itop.profiles.rule import Component

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SOURCE = Source("compiled")
IN_PHP = ("ActionWebhook", "EventWebhook", "PersonalToken")
"""Classes whose parent only PHP tells, as far as the file goes."""

CODE = "    {} function {}()\n    {{\n" + "        $this->Nothing();\n" * 12 + "    }}"
ADMINISTRATOR = "1"


def compiled_text(profile: VersionProfile, *, nested: bool = False, methods: int = 4) -> str:
    """The text of the file; ``methods`` is how many methods each class has, which is how long it gets."""
    root = profile.base.tree()
    _compile_classes(root, _version(profile), methods)
    if nested:
        _nest(root)
    for profiles in root.iterfind("user_rights/profiles"):
        profiles.keep([found for found in profiles if found.get("id") != ADMINISTRATOR])
    root.attrib.clear()
    root.attrib.update({"xmlns:xsi": XSI, "version": _version(profile)})
    itil = ["itop-incident-mgmt-itil"] if profile.edition == "itil" else []
    modules = (_made("module", _made("label", said="x"), id=name) for name in ("core", *itil))
    root.add(_made("loaded_modules", *modules))
    for tag in [
        "menus",
        "portals",
        "branding",
        "module_designs",
        "module_parameters",
        "dictionaries",
        "events",
        "meta",
    ]:
        root.add(_made(tag, _made("part", id="x", _created_in="itop-x") if tag != "dictionaries" else None))
    return HEAD + "\n".join(_lines(root)) + "\n"


def _version(profile: VersionProfile) -> str:
    return ".".join(str(profile.versions[Component.ITOP]).split(".")[:2])


def _made(tag: str, *parts: Element | None, said: str = "", **attributes: str) -> Element:
    made = Element(tag, attributes, SOURCE, 0)
    made.text = said
    for part in filter(None, parts):
        made.add(part)
    return made


def _compile_classes(root: Element, version: str, methods: int) -> None:
    (classes,) = root.iterfind("classes")
    parents = {identity(cls): cls for cls in classes}
    for cls in classes:
        _compile_obsolescence(cls, parents)
    core = core_classes(version)
    kept = [cls for cls in classes if identity(cls) not in core and not identity(cls).startswith("TagSetFieldDataFor_")]
    for cls in kept:
        _compile_class(cls, methods)
    stubs = [_made("class", id=name, _created_in="core") for name in ROOTS]
    classes.keep([*stubs, *kept])


def _compile_obsolescence(cls: Element, classes: dict[str, Element]) -> None:
    """Only what a class declares stays: neither what its parent says nor what follows from its subclasses."""
    (properties,) = cls.iterfind("properties")
    found = text(cls, "properties/obsolescence/condition")
    above = classes.get(text(cls, "parent"))
    inherited = "" if above is None else above.get("_condition") or text(above, "properties/obsolescence/condition")
    cls.set("_condition", found)
    own = properties.child("obsolescence")
    if own is not None and found in ("0", inherited):
        properties.remove(own)


def _compile_class(cls: Element, methods: int) -> None:
    cls.attrib.pop("_condition", None)
    cls.set("_created_in", "itop-x")
    (properties,) = cls.iterfind("properties")
    if (naming := properties.child("naming")) is not None and (written := naming.child("format")) is not None:
        naming.remove(written)
        naming.add(_made("complementary_attributes"))
    indexed = _made("index", _made("attributes", _made("attribute", id="x")), id="1")
    for part in (
        _made("comment", said=" a comment\n of two lines "),
        _made("db_table", said=identity(cls).lower()),
        _made("key_type", said="autoincrement"),
        _made("indexes", indexed),
        _made("style", _made("icon", said="images/x.svg"), _made("main_color", said="#fff")),
        _made("icon", said="images/x.png"),
        _made("display_template"),
        _made("is_link", said="0"),
    ):
        properties.add(part)
    for field in cls.iterfind("fields/field"):
        _compile_field(field)
    for neighbour in cls.iterfind("relations/relation/neighbours/neighbour"):
        _compile_neighbour(neighbour)
    if identity(cls) in IN_PHP:
        cls.add(_made("php_parent", _made("name", said=f"_{identity(cls)}")))
        for parent in cls.iterfind("parent"):
            parent.text = "cmdbAbstractObject"
    made = (_method(f"Method{number}") for number in range(methods))
    cls.add(_made("methods", *made))
    items = (_made("item", _made("rank", said="10"), id=identity(field)) for field in cls.iterfind("fields/field"))
    cls.add(_made("presentation", _made("details", _made("items", *items)), _made("list"), _made("search")))
    cls.add(_made("event_listeners", _made("event_listener", _made("event", said="EVENT_DB_X"), id="x")))


def _method(name: str) -> Element:
    parts = {"comment": "/** Says so. */", "static": "false", "access": "public", "type": "Overload-DBObject"}
    code = _made("code", said=CODE.format("public", name))
    return _made("method", *(_made(tag, said=said) for tag, said in parts.items()), code, id=name, _created_in="itop-x")


def _compile_field(field: Element) -> None:
    kind = field.get(XSI_TYPE) or ""
    must_be = text(field, "is_null_allowed") == "false"
    unsaid = {"AttributeHierarchicalKey": "target_class", "AttributeDateTime": "default_value"}.get(kind)
    if unsaid and (must_be or unsaid == "target_class") and (found := field.child(unsaid)) is not None:
        field.remove(found)
    for value in field.iterfind("values/value"):
        value.add(_made("style", _made("main_color", said="$x"), _made("decoration_classes", said="fas fa-x")))
    for metavalue in field.iterfind("mappings/mapping/metavalues/metavalue"):
        for code in metavalue.iter():
            code.tag = {"codes": "values", "code": "value"}.get(code.tag, code.tag)
    said = {"always_load_in_tables": "false"}
    if "Linked" in kind:
        said = {"count_min": "0", "count_max": "0", "edit_mode": "add_remove", "is_null_allowed": "true"}
    elif kind.endswith("Key") and "Object" not in kind:
        said = {"sql": identity(field), "jointype": "", "allow_target_creation": "true", "display_style": "list"}
    elif kind not in ("AttributeExternalField", "AttributeDashboard"):
        said = {"sql": identity(field)}
    for tag, words in said.items():
        field.add(_made(tag, said=words))


def _compile_neighbour(neighbour: Element) -> None:
    """One that an attribute leads to has no query, and one that leads both ways says no direction."""
    parts = [part for part in neighbour if part.tag != "direction" or part.text.strip() != "both"]
    if neighbour.child("attribute") is not None:
        parts = [part for part in parts if not part.tag.startswith("query_")]
    neighbour.keep(parts)


def _nest(root: Element) -> None:
    (classes,) = root.iterfind("classes")
    by_name = {identity(cls): cls for cls in classes}
    for cls in list(classes):
        above = by_name.get(text(cls, "parent"))
        if above is not None:
            classes.remove(cls)
            above.add(cls)


def _lines(element: Element, indent: str = "") -> Iterator[str]:
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in element.attrib.items())
    if not len(element):
        said = f"<![CDATA[{element.text}]]>" if "\n" in element.text else escape(element.text)
        yield f"{indent}<{element.tag}{attributes}" + (f">{said}</{element.tag}>" if said else "/>")
        return
    yield f"{indent}<{element.tag}{attributes}>"
    for below in element:
        yield from _lines(below, indent + "  ")
    yield f"{indent}</{element.tag}>"


if __name__ == "__main__":
    name, target, *options = sys.argv[1:]
    Path(target).write_text(compiled_text(find(name), nested="--nested" in options), encoding="utf-8")
