"""A collector of a test: it fills a source of data synchronisation through the pages that collectors call."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from io import StringIO
from typing import Any

from fake_itop.client import ItopObject
from fake_itop.objects.replicas import LOG, SOURCE
from fake_itop.synchro import IMPORT_PATH, NO_VALUE, PRIMARY_KEY
from fake_itop.testing import acts
from fake_itop.testing.observed import Observed
from fake_itop.testing.settings import StageError
from fake_itop.testing.stage import look
from fake_itop.values.http import form_request
from fake_itop.values.names import expected

__tracebackhide__ = True

KEY = "SynchroAttExtKey"
DONE = "Synchronization phase summary"
"""What stands in the report of an import that was not refused."""
_TAG = re.compile(r"<[^>]*>")

Rows = Iterable[Mapping[str, Any]]


async def synchronise(instance: Observed, rows: Rows, *, source: ItopObject | str) -> ItopObject:
    """Import rows into a source of data synchronisation and execute it, as a collector does; the log of that.

    A row is a mapping from ``primary_key`` and attribute codes to values; ``None`` leaves an attribute alone.
    ``source`` is a ``SynchroDataSource``, its name, or a class, for which one is made that finds objects by what
    tells them apart and those that keys point to by name.

    Raises:
        StageError: there is no such source, nor a class of that name; a row has no primary key; iTop refuses.
    """
    filled = source if isinstance(source, ItopObject) else await _source(instance, source)
    login = instance.login()
    form = {**login.form(), "data_source_id": str(filled.id), "csvdata": _csv(list(rows))}
    request = form_request(form, tuple(login.headers().items()), path=IMPORT_PATH)
    reply = await instance.group.handle(instance.name, request)
    page = reply.body.decode("utf-8", "replace")
    if reply.status != 200 or DONE not in page:  # noqa: PLR2004 - OK, as HTTP says it
        raise StageError(f"{filled.name} takes no rows: {unescape(_TAG.sub('', page)).strip()}")
    logs = look(instance.itop, login, LOG, f"SELECT {LOG} WHERE sync_source_id = {filled.id}")
    return max(logs, key=lambda log: log.id)


async def _source(instance: Observed, name: str) -> ItopObject:
    """The source of that name, or else one for the class of that name."""
    known = {each["name"]: each for each in look(instance.itop, instance.login(), SOURCE, f"SELECT {SOURCE}")}
    if name in known:
        return known[name]
    if name in instance.itop.model:
        return await _make(instance, name)
    raise StageError(f"no source {name!r}, nor a class of that name to make one for; {expected(name, known)}")


async def _make(instance: Observed, cls: str) -> ItopObject:
    """A source that finds objects by what tells them apart in their class, and those that keys point to by name."""
    fields = {"name": cls, "status": "production", "scope_class": cls, "user_delete_policy": "everybody"}
    made = await acts.create(instance, SOURCE, fields)
    for key in look(instance.itop, instance.login(), KEY, f"SELECT {KEY} WHERE sync_source_id = {made.id}"):
        await acts.update(instance, key, reconciliation_attcode="friendlyname")
    return made


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    columns = list(dict.fromkeys([PRIMARY_KEY, *(code for row in rows for code in row)]))
    for number, row in enumerate(rows, 1):
        if PRIMARY_KEY not in row:
            raise StageError(f"row {number} has no {PRIMARY_KEY!r}, by which a source knows it again: {dict(row)}")
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(code)) for code in columns] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return NO_VALUE
    return str(int(value)) if isinstance(value, bool) else str(value)
