"""All attributes of all classes: declared ones, external fields, and those that a class gets by a rule.

Each class has ``friendlyname``; one with a parent or subclasses ``finalclass``; one with an obsolescence expression
``obsolescence_flag`` and ``obsolescence_date``. Each external key ``x`` adds ``x_friendlyname``,
``x_finalclass_recall`` where its target has subclasses, and ``x_obsolescence_flag`` where its target can become
obsolete. An external field that shows an external key adds the same, but not the class. They stand behind all declared
attributes, in the order of the keys (facts, "Magic attributes follow a rule").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeExternalField,
    AttributeExternalKey,
    AttributeFinalClass,
    AttributeFriendlyName,
    AttributeObsolescenceDate,
    AttributeObsolescenceFlag,
)
from fake_itop.datamodel.fields import Scope, dependencies_of, kind_of, read_field, tracking_of
from fake_itop.datamodel.format import OWN_FIRST
from fake_itop.datamodel.labels import MAGIC_LABELS, Labels
from fake_itop.datamodel.modules import brought_by
from fake_itop.datamodel.tree import Element, child, children, fault, identity, text
from fake_itop.values.names import expected

ROOTS = ("cmdbAbstractObject", "DBObject", "CMDBObject")
"""Parents that are PHP classes: a class below one has no parent in the datamodel."""

DEEPEST = 100
"""How many classes may stand above each other: a standard iTop has six."""


class Hierarchy:
    """The classes of a design, parents before their children.

    ``parents`` are those of known classes: what a class is made of in PHP (its ``php_parent``) says no design.

    Raises:
        DesignError: a parent does not exist, or is a descendant.
    """

    def __init__(self, root: Element, parents: Mapping[str, str]) -> None:
        found = {identity(cls): cls for cls in children(root, "classes/class") if not _is_php(cls)}
        self.parents = {name: _parent(cls, found, parents) for name, cls in found.items()}
        self.children: dict[str, list[str]] = {name: [] for name in found}
        for name, parent in self.parents.items():
            if parent:
                self.children[parent].append(name)
        self.elements = {name: found[name] for name in self._parents_first(found)}
        self.lineage = cache(self._lineage)
        self.obsolescence = cache(self._obsolescence)

    def has_final_class(self, cls: str) -> bool:
        """Whether objects of the class show their own class."""
        return bool(self.parents[cls] or self.children[cls])

    def _lineage(self, cls: str) -> tuple[str, ...]:
        """The class, its parent, and so on up to the root."""
        parent = self.parents[cls]
        return (cls, *self.lineage(parent)) if parent else (cls,)

    def _obsolescence(self, cls: str) -> str | None:
        """The class's condition of being obsolete, or its parent's.

        A class without either of which a subclass can be obsolete has the flag too, and never raises it (facts:
        ``FunctionalCI``, ``NetworkInterface``).
        """
        if condition := self._declared_obsolescence(cls):
            return condition
        if (parent := self.parents[cls]) and (inherited := self.obsolescence(parent)):
            return inherited
        return "0" if self._may_be_obsolete_below(cls) else None

    def _declared_obsolescence(self, cls: str) -> str:
        return text(self.elements[cls], "properties/obsolescence/condition")

    def _may_be_obsolete_below(self, cls: str) -> bool:
        return any(
            self._declared_obsolescence(below) or self._may_be_obsolete_below(below) for below in self.children[cls]
        )

    def _parents_first(self, found: dict[str, Element]) -> list[str]:
        order: dict[str, None] = {}
        for name in found:
            for above in reversed(self._climb(name, found)):
                order.setdefault(above)
        return list(order)

    def _climb(self, name: str, found: dict[str, Element]) -> list[str]:
        above, parent = [name], self.parents[name]
        while parent:
            above.append(parent)
            if parent == name or len(above) > DEEPEST:
                message = f"{name} is its own ancestor or more than {DEEPEST} deep, expected a parent above it"
                raise fault(found[name], message, at="parent")
            parent = self.parents[parent]
        return above


def _is_php(cls: Element) -> bool:
    """Whether the element only stands for a PHP class: compiled designs name them so."""
    return identity(cls) in ROOTS


def _parent(cls: Element, found: Mapping[str, Element], parents: Mapping[str, str]) -> str | None:
    """The class that it takes after: the one that its PHP parent is, that of the known class, the one it names."""
    parent, in_php = text(cls, "parent"), text(cls, "php_parent/name").lstrip("\\")
    if in_php in found and in_php != cls.get("id"):
        return in_php
    if in_php and (known := parents.get(identity(cls))) in found:
        return known
    if parent in found:
        return parent
    if parent in ROOTS or (in_php and not parent):
        return None
    if not parent:
        module = brought_by(identity(cls))
        message = module.removeprefix("; ") or "is a class meant that exists under another name?"
        raise fault(cls, f"has no parent, expected one; {message}")
    raise fault(cls, f"unknown parent {parent}, {expected(parent, found)}{brought_by(parent)}", at="parent")


MAGIC_FIELDS = ("friendlyname", "finalclass", "obsolescence_flag")
"""What is shown of a key's target by rule."""


class Attributes:
    """Finds the attributes of the classes of one design."""

    def __init__(self, hierarchy: Hierarchy, labels: Labels, constants: Mapping[str, str]) -> None:
        self._hierarchy = hierarchy
        self._labels = labels
        self._constants = constants
        self._fields = {name: _fields_of(cls) for name, cls in hierarchy.elements.items()}
        self._declared: dict[tuple[str, str], Attribute] = {}
        self._of_class: dict[str, dict[str, Attribute]] = {}
        self._by_key: dict[int, tuple[Attribute, ...]] = {}
        self._asking: list[tuple[str, str]] = []

    def of(self, cls: str) -> dict[str, Attribute]:
        """All attributes of a class by code, in the order of ``output_fields: "*"``."""
        declared = self.declared_by_lineage(cls)
        shown = {attribute.code: attribute for attribute in self._shown_by_keys(cls, declared)}
        return {**declared, **self._own_magic(cls), **shown}

    def declared_by_lineage(self, cls: str) -> dict[str, Attribute]:
        """The attributes that the class and its parents declare, the parents' first."""
        found = self._of_class.get(cls)
        if found is None:
            parent = self._hierarchy.parents[cls]
            inherited = self.declared_by_lineage(parent) if parent else {}
            found = {code: self._relabelled(cls, attribute) for code, attribute in inherited.items()}
            own = {code: self._declare(cls, code) for code in self._fields[cls]}
            found = {**own, **found} | own if self._own_first(cls) else {**found, **own}
            self._of_class[cls] = found
        return found

    def scope(self, cls: str) -> Scope:
        """What the fields of a class are read with."""
        return Scope(self._hierarchy.lineage(cls), self._labels, self._constants)

    def _own_first(self, cls: str) -> bool:
        fields = child(self._hierarchy.elements[cls], "fields")
        return fields is not None and fields.get(OWN_FIRST) == "true"

    def _relabelled(self, cls: str, attribute: Attribute) -> Attribute:
        if not self._labels.has(cls, attribute.code):
            return attribute
        return replace(attribute, label=self._labels.of_attribute((cls,), attribute.code))

    def _declare(self, cls: str, code: str) -> Attribute:
        key = (cls, code)
        if key not in self._declared:
            self._declared[key] = self._read(cls, self._fields[cls][code])
        return self._declared[key]

    def _read(self, cls: str, field: Element) -> Attribute:
        if kind_of(field) == "AttributeExternalField":
            return self._external_field(cls, field)
        return read_field(field, self.scope(cls))

    def _find(self, cls: str, code: str) -> Attribute | None:
        """A declared attribute of a class, own or inherited."""
        owner = next((name for name in self._hierarchy.lineage(cls) if code in self._fields[name]), None)
        return self._declare(owner, code) if owner else None

    # --- external fields --------------------------------------------------------------------------------------------

    def _external_field(self, cls: str, field: Element) -> AttributeExternalField:
        where = (cls, identity(field))
        if where in self._asking:
            raise fault(field, "shows itself in the end, expected an attribute of another class")
        self._asking.append(where)
        key, target = text(field, "extkey_attcode"), text(field, "target_attcode")
        shown = self._shown(cls, field, key, target)
        self._asking.pop()
        return AttributeExternalField(
            code=identity(field),
            label=self._labels.entry(self._hierarchy.lineage(cls), identity(field))
            or self._path_label(cls, key, target),
            key=key,
            field=target,
            null_allowed=shown is not None and shown.null_allowed,
            depends_on=dependencies_of(field) or (key,),
            tracking=tracking_of(field),
        )

    def _shown(self, cls: str, field: Element, key: str, target: str) -> Attribute | None:
        """The attribute that an external field shows; ``None`` for one that the target has by rule."""
        found = self._find(cls, key)
        if not isinstance(found, AttributeExternalKey) or found.target not in self._fields:
            raise fault(field, f"found {key!r}, {expected(key, self._keys(cls))}", at="extkey_attcode")
        shown = self._find(found.target, target)
        if shown is None and target != "id" and not target.endswith((*MAGIC_FIELDS, "finalclass_recall")):
            known = {code for name in self._hierarchy.lineage(found.target) for code in self._fields[name]}
            message = f"found {target!r}, which {found.target} does not have, {expected(target, known)}"
            raise fault(field, message, at="target_attcode")
        return shown

    def _keys(self, cls: str) -> list[str]:
        fields = (field for name in self._hierarchy.lineage(cls) for field in self._fields[name].values())
        return [identity(field) for field in fields if kind_of(field).endswith("Key")]

    def _target(self, cls: str, attribute: Attribute) -> str | None:
        """The class that an attribute points to, itself or through the external key that it shows."""
        if isinstance(attribute, AttributeExternalKey):
            return attribute.target
        if not isinstance(attribute, AttributeExternalField):
            return None
        key = self._find(cls, attribute.key)
        shown = self._find(key.target, attribute.field) if isinstance(key, AttributeExternalKey) else None
        return self._target(key.target, shown) if isinstance(key, AttributeExternalKey) and shown else None

    # --- by rule ----------------------------------------------------------------------------------------------------

    def _own_magic(self, cls: str) -> dict[str, Attribute]:
        found: dict[str, Attribute] = {}
        if self._hierarchy.has_final_class(cls):
            label = self._labels.of_final_class(self._hierarchy.lineage(cls))
            found["finalclass"] = AttributeFinalClass(code="finalclass", label=label, null_allowed=False)
        found["friendlyname"] = _FRIENDLY_NAME
        if self._hierarchy.obsolescence(cls) is not None:
            found |= {"obsolescence_flag": _OBSOLESCENCE_FLAG, "obsolescence_date": _OBSOLESCENCE_DATE}
        return found

    def _shown_by_keys(self, cls: str, declared: Mapping[str, Attribute]) -> Iterator[Attribute]:
        for attribute in declared.values():
            # An inherited attribute is the parent's very object, and so is what it adds.
            if id(attribute) not in self._by_key:
                self._by_key[id(attribute)] = tuple(self._added_by(cls, attribute))
            yield from self._by_key[id(attribute)]

    def _added_by(self, cls: str, attribute: Attribute) -> Iterator[Attribute]:
        target = self._target(cls, attribute)
        if target is None or target not in self._fields:
            return
        yield self._show(cls, attribute, "friendlyname")
        if isinstance(attribute, AttributeExternalKey) and self._hierarchy.children[target]:
            yield self._show(cls, attribute, "finalclass")
        if self._hierarchy.obsolescence(target) is not None:
            yield self._show(cls, attribute, "obsolescence_flag")

    def _show(self, cls: str, attribute: Attribute, magic: str) -> AttributeExternalField:
        code = f"{attribute.code}_{'finalclass_recall' if magic == 'finalclass' else magic}"
        through = attribute if isinstance(attribute, AttributeExternalField) else None
        key, field = (through.key, f"{through.field}_{magic}") if through else (attribute.code, magic)
        label = self._labels.entry(self._hierarchy.lineage(cls), code) or self._path_label(cls, key, field)
        return AttributeExternalField(
            code=code, label=label, key=key, field=field, null_allowed=False, depends_on=(key,)
        )

    def _path_label(self, cls: str, key: str, field: str) -> str:
        """``key->field`` in labels, the friendly name left out, as an external field is called by default."""
        lineage = self._hierarchy.lineage(cls)
        entry = self._labels.entry(lineage, key)
        if field == "friendlyname":
            return entry or f"{key}_friendlyname"
        found = self._find(cls, key)
        target = found.target if isinstance(found, AttributeExternalKey) else cls
        return f"{entry or key}->{self._field_label(target, field)}"

    def _field_label(self, cls: str, code: str) -> str:
        lineage = self._hierarchy.lineage(cls)
        if code == "finalclass":
            return self._labels.of_final_class(lineage)
        if label := self._labels.entry(lineage, code) or MAGIC_LABELS.get(code):
            return label
        for magic in MAGIC_FIELDS:
            shown = self._find(cls, code.removesuffix(f"_{magic}")) if code.endswith(f"_{magic}") else None
            if shown is not None:
                return self._show(cls, shown, magic).label
        return code


def _fields_of(cls: Element) -> dict[str, Element]:
    return {identity(field): field for field in children(cls, "fields/field")}


_FRIENDLY_NAME = AttributeFriendlyName(code="friendlyname", label=MAGIC_LABELS["friendlyname"], null_allowed=False)
_OBSOLESCENCE_FLAG = AttributeObsolescenceFlag(
    code="obsolescence_flag", label=MAGIC_LABELS["obsolescence_flag"], null_allowed=False
)
_OBSOLESCENCE_DATE = AttributeObsolescenceDate(code="obsolescence_date", label=MAGIC_LABELS["obsolescence_date"])
