"""Writing the ``fields`` of a request to an object in memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeCaseLog,
    AttributeClassAttCodeSet,
    AttributeExternalKey,
    AttributeFinalClass,
    AttributeLinkedSet,
    AttributeSet,
    AttributeStopWatch,
    PhpFatalError,
    ValueRefusedError,
)
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft, LinkDraft
from fake_itop.objects.errors import ObjectError
from fake_itop.objects.keys import key_value
from fake_itop.objects.logs import add_to_log
from fake_itop.objects.session import Session
from fake_itop.values import reasons
from fake_itop.values.php_types import to_str

PASSED_OVER = (AttributeFinalClass, AttributeStopWatch)
"""Kinds that may be given, and count for nothing (recordings ``create``, "set finalclass other"; journeys)."""


def write_fields(db: Database, session: Session, draft: Draft, fields: Mapping[Any, Any]) -> None:
    """Set each attribute that ``fields`` names, in their order; the first that is refused ends it.

    Raises:
        ObjectError: an attribute is unknown or read-only, or its value refused; the reason says which.
        PhpFatalError: a real iTop breaks on a value.
    """
    for key, raw in fields.items():
        code = to_str(key)
        attribute = draft.cls.attributes.get(code)
        if attribute is None:
            raise ObjectError(reasons.UnknownAttribute(code))
        try:
            write(db, session, draft, attribute, raw)
        except ValueRefusedError as refused:
            raise ObjectError(reasons.OfAttribute(code, refused.reason)) from None
        except ObjectError as error:
            raise ObjectError(reasons.OfAttribute(code, error.reason), code=error.code) from None


def write(db: Database, session: Session, draft: Draft, attribute: Attribute, raw: Any) -> None:
    """Set one attribute to what a JSON value stands for.

    Raises:
        ValueRefusedError, ObjectError, PhpFatalError: as `write_fields`, without the code.
    """
    match attribute:
        case AttributeLinkedSet():
            draft.links[attribute.code] = make_links(db, session, attribute, raw)
        case AttributeExternalKey():
            draft.set(attribute.code, key_value(db, session, attribute, raw))
        case AttributeClassAttCodeSet():
            draft.set(attribute.code, _codes(db, draft, attribute, raw))
        case AttributeCaseLog():
            draft.set(attribute.code, add_to_log(db, session, draft.get(attribute.code), raw))
        case _ if isinstance(attribute, PASSED_OVER):
            pass
        case _:
            value = attribute.accept(raw)
            if not attribute.writable or not attribute.stored:
                raise ValueRefusedError(reasons.ReadOnly(draft.cls.name, attribute.code))
            draft.set(attribute.code, value)


def _codes(db: Database, draft: Draft, attribute: AttributeClassAttCodeSet, raw: Any) -> Any:
    """Codes of attributes, all of which the class must have that the object names by now."""
    names = draft.cls.attributes.get(attribute.class_attribute)
    name = draft.get(attribute.class_attribute) if names is not None and names.stored else None
    meta = db.model.classes.get(name) if isinstance(name, str) else None
    unknown = [code for code in AttributeSet.accept(attribute, raw) if meta is None or code not in meta.attributes]
    if unknown and name:
        raise ValueRefusedError(reasons.NotAttributesOf(tuple(unknown), name))
    return attribute.accept(raw)


def make_links(db: Database, session: Session, attribute: AttributeLinkedSet, raw: Any) -> list[LinkDraft]:
    """The new content of a link set as written over REST: an array of objects; what is no object in it is passed over.

    Source: recordings ``linkset``, "not a list", "list of ints".

    Raises:
        ValueRefusedError: it is no array.
        ObjectError: a value in it is refused.
        PhpFatalError: objects of an abstract class, such as tickets, are to be made.
    """
    if not isinstance(raw, list):
        raise ValueRefusedError(reasons.LINK_SET_EXPECTED)
    meta = db.model[attribute.linked_class]
    links: list[LinkDraft] = []
    for item in raw:
        if not isinstance(item, Mapping):
            continue
        if meta.abstract:
            raise PhpFatalError(meta.name)
        draft = Draft.new(db, meta)
        write_fields(db, session, draft, item)
        if attribute.ext_key_to_remote and not draft.get(attribute.ext_key_to_remote):
            continue
        links.append(LinkDraft(meta, {code: draft.get(code) for code in meta.columns}))
    return _without_twins(links, attribute)


def _without_twins(links: list[LinkDraft], attribute: AttributeLinkedSet) -> list[LinkDraft]:
    """One link to each object where the relation allows no duplicates."""
    if attribute.duplicates or not attribute.ext_key_to_remote:
        return links
    by_remote = {link.values[attribute.ext_key_to_remote]: link for link in links}
    return list(by_remote.values())
