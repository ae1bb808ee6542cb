"""How objects show in replies: ``output_fields``, and each attribute's value as JSON (reference, A6 and A7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeExternalField,
    AttributeExternalKey,
    AttributeLinkedSet,
    PhpFatalError,
)
from fake_itop.datamodel.model import MetaClass
from fake_itop.objects.database import Database
from fake_itop.objects.errors import ObjectError
from fake_itop.objects.linksets import linked, shown_attributes
from fake_itop.objects.session import Session
from fake_itop.store import Record
from fake_itop.values import messages
from fake_itop.values.php_types import to_str

Shower = Callable[[Record, Session], Any]
MAX_NESTING = 40
"""Link sets in link sets: a real iTop runs out of memory on a circle of them."""


@dataclass(frozen=True)
class OutputFields:
    """Which attributes of an object to show: those ``codes`` of ``cls`` and the classes below it.

    With ``extended`` each object shows all attributes of its own class. Objects of another class show their id and name.
    """

    cls: MetaClass
    codes: tuple[str, ...]
    extended: bool = False

    @classmethod
    def parse(cls, meta: MetaClass, raw: Any) -> OutputFields:
        """Read ``output_fields``; absent stands for ``*``.

        Raises:
            ObjectError: it names an attribute that the class has not.
        """
        text = "*" if raw is None else to_str(raw)
        if text in ("*", "*+"):
            return cls(meta, tuple(meta.attributes), extended=text == "*+")
        codes = dict.fromkeys(part.strip() for part in text.split(","))
        for code in codes:
            if code != "id" and code not in meta.attributes:
                raise ObjectError(messages.invalid_output_field(code))
        return cls(meta, tuple(codes))

    def of(self, meta: MetaClass) -> tuple[str, ...]:
        """What to show of an object whose own class is ``meta``."""
        if self.extended:
            return tuple(meta.attributes)
        return self.codes if meta.is_a(self.cls.name) else ID_AND_NAME


ID_AND_NAME = ("id", "friendlyname")


class Presenter:
    """Shows the objects of one database. How an attribute is shown is worked out once per class."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._showers: dict[tuple[str, str], Shower] = {}
        self._depth = 0

    def fields(self, record: Record, codes: Iterable[str], session: Session) -> dict[str, Any]:
        """Attributes of an object as JSON shows them."""
        cls = record.cls
        return {code: self._shower(cls, code)(record, session) for code in codes}

    def entry(
        self, record: Record, codes: Iterable[str], session: Session, *, code: int = 0, message: str = ""
    ) -> tuple[str, dict[str, Any]]:
        """An object's place in ``objects``: its key and what stands under it."""
        name, id_ = record.cls.name, str(record.id)
        shown = self.fields(record, codes, session)
        return f"{name}::{id_}", {"code": code, "message": message, "class": name, "key": id_, "fields": shown}

    def _shower(self, cls: MetaClass, code: str) -> Shower:
        key = (cls.name, code)
        found = self._showers.get(key)
        if found is None:
            found = self._showers[key] = self._make(cls, code)
        return found

    def _make(self, cls: MetaClass, code: str) -> Shower:
        if code == "id":
            return lambda record, session: str(record.id)
        attribute = cls.attributes[code]
        if isinstance(attribute, AttributeLinkedSet):
            return self._make_link_set(attribute)
        get, export = self._db.reader.getter(cls, code), attribute.export
        if isinstance(attribute, AttributeExternalField):
            unset = self._unset(cls, attribute)
            return lambda record, session: unset if (value := get(record)) is None else export(value)
        return lambda record, session: export(get(record))

    def _unset(self, cls: MetaClass, attribute: AttributeExternalField) -> str:
        """What an external field shows where its key points nowhere: "0" for a key, a class's name, else nothing."""
        key = cls.attributes[attribute.key]
        target = key.target if isinstance(key, AttributeExternalKey) else ""
        if attribute.field == "finalclass":
            return target
        field: Attribute | None = self._db.model[target].attributes.get(attribute.field) if target else None
        return "0" if isinstance(field, AttributeExternalKey) else ""

    def _make_link_set(self, attribute: AttributeLinkedSet) -> Shower:
        shown: dict[str, Mapping[str, Attribute]] = {}

        def show(record: Record, session: Session) -> list[dict[str, Any]]:
            items = []
            self._depth += 1
            try:
                if self._depth > MAX_NESTING:
                    raise PhpFatalError(attribute.code)
                for link in linked(self._db, session, record, attribute):
                    name = link.cls.name
                    if name not in shown:
                        shown[name] = shown_attributes(link.cls, attribute)
                    items.append(self.fields(link, shown[name], session))
            finally:
                self._depth -= 1
            return items

        return show
