"""Finding objects by the forms of key that REST knows: an id, a query, or criteria (docs/itop/rest.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from fake_itop.datamodel.attributes import AttributeExternalKey, PhpFatalError
from fake_itop.datamodel.model import MetaClass
from fake_itop.objects.database import Database
from fake_itop.objects.errors import ObjectError
from fake_itop.objects.session import Session
from fake_itop.oql import OqlError
from fake_itop.store import Record
from fake_itop.values import messages, reasons
from fake_itop.values.collation import fold
from fake_itop.values.php_types import is_numeric, to_int, to_str
from fake_itop.values.reasons import Reason


@dataclass(frozen=True)
class KeyMatch:
    """What a key means, once it is understood.

    Attributes:
        cls: the class that was searched: a query may be of another than the one asked for.
        rows: what was found, in the default order of its class; for what has no object see `Engine.rows`.
        none: why it is refused where one is needed and there is none.
        several: why, where there are several.
    """

    cls: MetaClass
    rows: Sequence[Record | None]
    none: Reason
    several: Reason

    @property
    def records(self) -> list[Record]:
        return fetched(self.rows)

    @property
    def one(self) -> Record:
        """The one object.

        Raises:
            ObjectError: there is none, or several.
        """
        if len(self.rows) != 1 or self.rows[0] is None:
            raise ObjectError(self.several if self.rows else self.none)
        return self.rows[0]


def fetched(rows: Iterable[Record | None]) -> list[Record]:
    """The objects of rows up to the first that has none: iTop stops reading there ("peer OQLTest.php 294, 295")."""
    return list(takewhile(bool, rows))  # type: ignore[arg-type]  # what is left has objects only


def find(db: Database, session: Session, cls: MetaClass, key: Any) -> KeyMatch:
    """Understand a key, and find what it means among the objects that the actor may see.

    Raises:
        ObjectError: the key is malformed.
        OqlError: the key is a query that cannot be run.
        PhpFatalError: it is an empty text.
    """
    if is_numeric(key):
        record = db.store.get(cls.name, to_int(key)) if _is_whole(key) else None
        records = [record] if record is not None and session.sees(record) else []
        missing = reasons.InvalidObject(cls.name, to_str(key))
        return KeyMatch(cls, records, none=missing, several=missing)
    if isinstance(key, str):
        if not key:
            raise PhpFatalError(cls.name)
        rows = db.engine.rows(key, query_arguments(db, session), visible=session.visible)
        several = reasons.SeveralFound(len(rows), key, is_query=True)
        return KeyMatch(db.engine.parse(key).cls, rows, reasons.NothingFound(key, is_query=True), several)
    if isinstance(key, Mapping):
        records, criteria = match(db, session, cls, key)
        several = reasons.SeveralFound(len(records), criteria, is_query=False)
        return KeyMatch(cls, records, reasons.NothingFound(criteria, is_query=False), several)
    raise ObjectError(reasons.WRONG_KEY)


def select(db: Database, session: Session, query: str) -> list[Record]:
    """What a query finds among the objects that the actor may see."""
    return db.engine.select(query, query_arguments(db, session), visible=session.visible)


def query_arguments(db: Database, session: Session) -> dict[str, Any]:
    """What a query can ask of who acts: ``:current_user->…``, ``:current_contact->…``, ``:current_contact_id``."""
    return {
        "current_contact_id": session.contact_id,
        "current_contact": db.store.get("Contact", session.contact_id) if session.contact_id else None,
        "current_user": db.store.get("User", session.user_id) if session.user_id else None,
    }


def match(db: Database, session: Session, cls: MetaClass, criteria: Mapping[Any, Any]) -> tuple[list[Record], str]:
    """The objects whose attributes equal all criteria, and the criteria as messages list them.

    Raises:
        ObjectError: a criterion names no attribute, or a key in it finds nothing.
    """
    wanted_class = _subclass(db, cls, criteria)
    wanted: dict[str, Any] = {}
    texts: list[str] = []
    for code, given in criteria.items():
        if code == "finalclass":
            continue
        value = _criterion(db, session, wanted_class, to_str(code), given)
        wanted[code] = value
        texts.append(messages.criterion(to_str(code), _shown(given), to_str(value)))
    records = [record for record in _candidates(db, wanted_class, wanted) if session.sees(record)]
    return db.engine.ordered(records, wanted_class), ", ".join(texts)


def _subclass(db: Database, cls: MetaClass, criteria: Mapping[Any, Any]) -> MetaClass:
    name = criteria.get("finalclass")
    if name is None:
        return cls
    found = db.model.classes.get(to_str(name))
    if found is None:
        raise ObjectError(reasons.UnknownFinalClass(to_str(name)))
    if not found.is_a(cls.name):
        raise ObjectError(reasons.NotAChildClass(found.name, cls.name))
    return found


def _criterion(db: Database, session: Session, cls: MetaClass, code: str, given: Any) -> Any:
    attribute = cls.attributes.get(code)
    if attribute is None:
        raise ObjectError(reasons.UnknownAttribute(code))
    if code in cls.keys:
        try:
            return key_value(db, session, cls.keys[code], given)
        except ObjectError as error:
            raise ObjectError(reasons.OfAttribute(code, error.reason), code=error.code) from None
    return given


def _shown(given: Any) -> str:
    return to_str(given) if not isinstance(given, Mapping | list) else "Array"


def _candidates(db: Database, cls: MetaClass, wanted: Mapping[str, Any]) -> list[Record]:
    """Objects that match, looked up by an index where one of the criteria allows it."""
    indexed = next((code for code, value in wanted.items() if cls.attributes[code].stored and _indexable(value)), None)
    found = db.store.scan(cls.name) if indexed is None else db.store.find(cls.name, indexed, wanted[indexed])
    return [record for record in found if all(_equals(db, record, code, value) for code, value in wanted.items())]


def _indexable(value: Any) -> bool:
    return isinstance(value, str) and not is_numeric(value)


def _equals(db: Database, record: Record, code: str, wanted: Any) -> bool:
    attribute = record.cls.attributes[code]
    if code in record.cls.link_sets:
        return False
    value = db.reader.read(record, code)
    if value is None or wanted is None or isinstance(wanted, list | dict):
        return False
    return bool(fold(to_str(attribute.export(value))) == fold(to_str(wanted)))


def key_value(db: Database, session: Session, attribute: AttributeExternalKey, raw: Any) -> int:
    """The id that a key written to an external key means; 0 stays 0.

    Raises:
        ObjectError: the key is malformed, or means none, or several.
        PhpFatalError: it is an empty text.
    """
    if is_numeric(raw) and to_int(raw) == 0:
        return 0
    try:
        return find(db, session, db.model[attribute.target], raw).one.id
    except OqlError as error:
        raise ObjectError(error.reason) from None


def is_query(key: Any) -> bool:
    """Whether a key is read as OQL: any text that is no number."""
    return isinstance(key, str) and not is_numeric(key)


def _is_whole(key: Any) -> bool:
    return float(key) == to_int(key)
