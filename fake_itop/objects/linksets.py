"""Link sets: the objects that point here, read and replaced as a whole (docs/itop/rest.md; recordings ``linkset``)."""

from __future__ import annotations

from typing import NamedTuple

from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeExternalField,
    AttributeLinkedSet,
)
from fake_itop.datamodel.model import MetaClass
from fake_itop.objects.database import Database
from fake_itop.objects.draft import LinkDraft
from fake_itop.objects.session import Session
from fake_itop.store import Record


def linked(db: Database, session: Session, record: Record, attribute: AttributeLinkedSet) -> list[Record]:
    """The objects of a link set, in the default order of their class."""
    meta = db.model[attribute.linked_class]
    found = db.store.find(meta.name, attribute.ext_key_to_me, record.id)
    return db.engine.ordered([link for link in found if session.sees(link)], meta)


def shown_attributes(meta: MetaClass, attribute: AttributeLinkedSet) -> dict[str, Attribute]:
    """What a link set shows of its objects: all but the key that points back, and what is read through it."""
    back = attribute.ext_key_to_me
    return {code: shown for code, shown in meta.attributes.items() if code != back and not _is_through(shown, back)}


def _is_through(attribute: Attribute, key: str) -> bool:
    return isinstance(attribute, AttributeExternalField) and attribute.key == key


class Split(NamedTuple):
    """How a link set becomes another one: links to be made, objects to be deleted, and those that memory forgets."""

    added: list[LinkDraft]
    removed: list[Record]
    forgotten: list[Record]


def split(db: Database, owner: Record, attribute: AttributeLinkedSet, links: list[LinkDraft]) -> Split:
    """What has to be made and what has to go, so that the set holds just ``links``: equal ones stay as they are."""
    present = list(db.store.find(attribute.linked_class, attribute.ext_key_to_me, owner.id))
    added: list[LinkDraft] = []
    forgotten: list[Record] = []
    for link in links:
        twin = next((record for record in present if _holds(record, link, attribute)), None)
        if twin is None:
            added.append(link)
        else:
            present.remove(twin)
            forgotten += [twin] * link.forgotten
    return Split(added, present, forgotten)


def _holds(record: Record, link: LinkDraft, attribute: AttributeLinkedSet) -> bool:
    return all(record[code] == value for code, value in link.values.items() if code != attribute.ext_key_to_me)
