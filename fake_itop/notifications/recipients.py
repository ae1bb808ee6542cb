"""Who gets a mail or a message: people whom an action's query finds."""

from __future__ import annotations

from collections.abc import Iterator

from fake_itop.datamodel.attributes import AttributeEmailAddress
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft
from fake_itop.objects.keys import query_arguments
from fake_itop.objects.session import Session
from fake_itop.store import Record


def found_by(db: Database, session: Session, query: str, draft: Draft) -> list[Record]:
    """The objects that a query finds, in which ``:this`` is the object that the notification is about.

    Raises:
        OqlError: the query cannot be run.
    """
    return list(db.engine.select(query, {"this": draft, **query_arguments(db, session)})) if query else []


def addresses(people: list[Record]) -> Iterator[str]:
    """Their addresses, of those who have one."""
    for person in people:
        attributes = person.cls.attributes.values()
        code = next((each.code for each in attributes if isinstance(each, AttributeEmailAddress)), None)
        if code is not None and person[code]:
            yield str(person[code])


def wants_mail(person: Record) -> bool:
    """Whether somebody did not switch notifications off (``notify`` of a contact)."""
    return "notify" not in person.cls.columns or person["notify"] != "no"
