"""How objects show in replies: ``output_fields``, and each attribute's value as JSON (docs/itop/rest.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeBlob,
    AttributeExternalField,
    AttributeLinkedSet,
    AttributeOneWayPassword,
    PhpFatalError,
)
from fake_itop.datamodel.model import MetaClass
from fake_itop.objects.database import Database
from fake_itop.objects.errors import ObjectError
from fake_itop.objects.linksets import linked, shown_attributes
from fake_itop.objects.session import Session
from fake_itop.rest.rules import NEWEST, OutputRules
from fake_itop.store import Record
from fake_itop.values import reasons
from fake_itop.values.php_types import to_str

MAX_NESTING = 40
"""Link sets in link sets: a real iTop runs out of memory on a circle of them."""


@dataclass(frozen=True)
class Showing:
    """To whom objects are shown, and where they come from.

    ``extended`` link sets show all that their objects have (``*+``), others what the linked class has. ``is_new``: the
    object was made just now and is shown from memory. ``loaded`` names the columns that were read from the database,
    where not all were. ``links`` are link sets as memory has them: ids of links in order. ``depth`` counts the link
    sets around the objects.
    """

    session: Session
    extended: bool = False
    is_new: bool = False
    loaded: frozenset[str] | None = None
    links: Mapping[str, list[int]] = field(default_factory=dict)
    depth: int = 0


Render = Callable[[Record, Showing], Any]


@dataclass(frozen=True)
class OutputFields:
    """Which attributes of an object to show: those ``codes`` of ``cls`` and the classes below it.

    With ``extended`` each object shows all of its own class. Objects of another class show their id and name.
    """

    cls: MetaClass
    codes: tuple[str, ...]
    extended: bool = False
    is_list: bool = False

    @classmethod
    def parse(cls, meta: MetaClass, raw: Any) -> OutputFields:
        """Read ``output_fields``; absent stands for ``*``.

        Raises:
            ObjectError: it names an attribute that the class has not.
            PhpFatalError: it is an array (recordings ``get``, 'output_fields ["id"]').
        """
        if isinstance(raw, list | dict):
            raise PhpFatalError("output_fields")
        text = "*" if raw is None else to_str(raw)
        if text in ("*", "*+"):
            return cls(meta, tuple(meta.attributes), extended=text == "*+")
        codes = dict.fromkeys(part.strip() for part in text.split(","))
        for code in codes:
            if code != "id" and code not in meta.attributes:
                raise ObjectError(reasons.InvalidOutputField(code))
        return cls(meta, tuple(codes), is_list=True)

    def of(self, meta: MetaClass) -> tuple[str, ...]:
        """What to show of an object whose own class is ``meta``."""
        if self.extended:
            return tuple(meta.attributes)
        return self.codes if meta.is_a(self.cls.name) else ID_AND_NAME


ID_AND_NAME = ("id", "friendlyname")


class Presenter:
    """Shows the objects of one database. How an attribute is shown is worked out once per class."""

    def __init__(self, db: Database, rules: OutputRules = NEWEST) -> None:
        self._db = db
        self.rules = rules
        self._renders: dict[tuple[str, str], Render] = {}

    def fields(self, record: Record, codes: Iterable[str], showing: Showing) -> dict[str, Any]:
        """Attributes of an object as JSON shows them.

        Once a link set is read the whole object is loaded, for what is shown after it (journeys ``datamodel-1``, 1135).
        """
        cls = record.cls
        if showing.loaded is None:
            return {code: self._render_of(cls, code)(record, showing) for code in codes}
        shown: dict[str, Any] = {}
        for code in codes:
            shown[code] = self._render_of(cls, code)(record, showing)
            if code in cls.link_sets:
                showing = replace(showing, loaded=None)
        return shown

    def entry(
        self, record: Record, codes: Iterable[str], showing: Showing, *, code: int = 0, message: str = ""
    ) -> tuple[str, dict[str, Any]]:
        """An object's place in ``objects``: its key and what stands under it."""
        name, id_ = record.cls.name, str(record.id)
        shown = self.fields(record, codes, showing)
        return f"{name}::{id_}", {"code": code, "message": message, "class": name, "key": id_, "fields": shown}

    def _render_of(self, cls: MetaClass, code: str) -> Render:
        key = (cls.name, code)
        found = self._renders.get(key)
        if found is None:
            found = self._renders[key] = self._make(cls, code)
        return found

    def _make(self, cls: MetaClass, code: str) -> Render:
        if code == "id":
            return lambda record, _showing: str(record.id)
        attribute = cls.attributes[code]
        if code in cls.link_sets:
            return self._make_link_set(cls.link_sets[code])
        if isinstance(attribute, AttributeExternalField):
            return self._make_external(cls, attribute)
        get, export = self._db.reader.getter(cls, code), self._exporter(attribute)
        if isinstance(attribute, AttributeOneWayPassword):
            return lambda record, showing: export(get(record)) if showing.is_new else attribute.stars
        return lambda record, _showing: export(get(record))

    def _exporter(self, attribute: Attribute) -> Callable[[Any], Any]:
        if attribute.is_html:
            return lambda value: self.rules.show_html(attribute.export(value))
        if isinstance(attribute, AttributeBlob):
            return lambda value: self.rules.show_file(attribute.export(value))
        return attribute.export

    def _make_external(self, cls: MetaClass, attribute: AttributeExternalField) -> Render:
        get, export, key = self._db.reader.getter(cls, attribute.code), attribute.export, attribute.key
        target = self._db.model[cls.keys[key].target]
        unset = unset_when_new = ""
        blank_name: str | None = None
        if target is not None:
            unset = unset_when_new = self._unset(target, attribute.field)
            if attribute.field == "finalclass":
                unset_when_new = target.name
            if attribute.field == "friendlyname":
                unset = unset_when_new = self.rules.name_of_nothing(target)
                blank_name = target.naming.blank

        def show(record: Record, showing: Showing) -> Any:
            value = get(record)
            if value is not None:
                return export(value)
            if showing.is_new:
                return unset_when_new
            if blank_name is not None and showing.loaded is not None and key not in showing.loaded:
                return blank_name
            return unset

        return show

    @staticmethod
    def _unset(target: MetaClass, code: str) -> str:
        """What an external field shows where its key points nowhere: "0" for a key, else nothing."""
        return "0" if code in target.keys else ""

    def _make_link_set(self, attribute: AttributeLinkedSet) -> Render:
        linked_class = self._db.model[attribute.linked_class]
        shown: dict[str, Mapping[str, Attribute]] = {}

        def codes(cls: MetaClass) -> Mapping[str, Attribute]:
            if cls.name not in shown:
                shown[cls.name] = shown_attributes(cls, attribute)
            return shown[cls.name]

        def show(record: Record, showing: Showing) -> list[dict[str, Any]]:
            links = linked(self._db, showing.session, record, attribute)
            if attribute.code in showing.links:
                by_id = {link.id: link for link in links}
                links = [by_id[id_] for id_ in showing.links[attribute.code] if id_ in by_id]
            if showing.depth >= MAX_NESTING:
                raise PhpFatalError(attribute.code)
            inner = Showing(showing.session, showing.extended, depth=showing.depth + 1)
            return [self.fields(link, codes(link.cls if showing.extended else linked_class), inner) for link in links]

        return show
