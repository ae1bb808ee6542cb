"""Finding objects by what a row says: the object that is the row's own, and those that its cells refer to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from fake_itop.datamodel.attributes import (
    AttributeExternalKey,
    AttributeLinkedSetIndirect,
    ValueRefusedError,
)
from fake_itop.datamodel.model import MetaClass
from fake_itop.objects.database import Database
from fake_itop.objects.draft import Draft, LinkDraft
from fake_itop.store import Record
from fake_itop.synchro import texts
from fake_itop.synchro.csv_rows import BrokenCsvError, read_rows
from fake_itop.synchro.rows import ImportedRow
from fake_itop.synchro.source import Source, SourceAttribute
from fake_itop.values import reasons
from fake_itop.values.collation import fold
from fake_itop.values.php_types import is_numeric, to_int, to_str
from fake_itop.values.reasons import Words

BY_ID = ("", "id")
REFERENCE = "->"
"""Between a link's key and the attribute by which its target is named: ``team_id->name``."""


class Matcher:
    """Finds objects for the rows of one source during one execution."""

    def __init__(self, db: Database, source: Source) -> None:
        self._db = db
        self._source = source
        self._names: dict[tuple[str, str], tuple[int, dict[str, list[int]]]] = {}

    def own(self, row: ImportedRow) -> tuple[list[Record], list[str]]:
        """The objects that a row may stand for, and by what they were looked for, as a message names it.

        Attributes without a cell in the row are no criteria; without any criterion nothing is found.
        """
        if self._source.record["reconciliation_policy"] == "use_primary_key":
            id_ = to_int(row.primary_key) if is_numeric(row.primary_key) else 0
            record = self._db.store.get(self._source.meta.name, id_)
            return ([record] if record is not None else []), [f"id={row.primary_key}"]
        wanted = {
            each.code: self._value(each, text)
            for each in self._source.attributes.values()
            if each.reconciles and each.attribute.stored and (text := row.cells.get(each.code)) is not None
        }
        criteria = [f"{code}={to_str(value)}" for code, value in wanted.items()]
        return self._having(wanted), criteria

    def target(self, attribute: AttributeExternalKey, by: str, text: str) -> int | None:
        """The id of the one object that a cell of an external key names; 0 for an empty cell, ``None`` for no such."""
        if not text:
            return 0
        if by in BY_ID:
            record = self._db.store.get(attribute.target, to_int(text)) if is_numeric(text) else None
            return record.id if record is not None else None
        found = self._ids(self._db.model[attribute.target], by, text)
        return found[0] if len(found) == 1 else None

    def links(self, each: SourceAttribute, attribute: AttributeLinkedSetIndirect, text: str) -> list[LinkDraft]:
        """The links that a cell of a link set lists, in the separators that the source has for it.

        Raises:
            ValueRefusedError: an attribute of a link is unknown, or the object that it names.
        """
        settings = each.settings
        meta = self._db.model[attribute.linked_class]
        links = []
        for piece in _split(text, settings["row_separator"], settings["attribute_qualifier"]):
            draft = Draft.new(self._db, meta)
            for pair in _split(piece, settings["attribute_separator"], settings["attribute_qualifier"]):
                code, _, value = pair.partition(settings["value_separator"] or ":")
                self._set(draft, code.strip(), value)
            links.append(LinkDraft(meta, {code: draft.get(code) for code in meta.columns}))
        return links

    def _set(self, draft: Draft, path: str, text: str) -> None:
        code, _, by = path.partition(REFERENCE)
        attribute = draft.cls.attributes.get(code)
        if attribute is None or not attribute.stored:
            raise ValueRefusedError(reasons.UnknownAttribute(code))
        if not isinstance(attribute, AttributeExternalKey):
            draft.set(code, attribute.accept(text))
            return
        id_ = self.target(attribute, by, text)
        if id_ is None:
            raise ValueRefusedError(Words(texts.no_target(code, text)))
        draft.set(code, id_)

    def _value(self, each: SourceAttribute, text: str) -> Any:
        if isinstance(each.attribute, AttributeExternalKey):
            return self.target(each.attribute, each.by, text) or 0
        return each.attribute.accept(text)

    def _having(self, wanted: dict[str, Any]) -> list[Record]:
        """The objects with all of these values, looked up by the one that fewest have, in the class's order."""
        if not wanted:
            return []
        store, name = self._db.store, self._source.meta.name
        rarest = min(wanted, key=lambda code: store.count_found(name, code, wanted[code]))
        found = [
            record
            for record in store.find(name, rarest, wanted[rarest])
            if all(_same(record[code], value) for code, value in wanted.items())
        ]
        return self._db.engine.ordered(found, self._source.meta)

    def _ids(self, target: MetaClass, by: str, text: str) -> Sequence[int]:
        attribute = target.attributes.get(by)
        if attribute is None or by in target.link_sets:
            return ()
        if attribute.stored:
            return [record.id for record in self._db.store.find(target.name, by, attribute.accept(text))]
        count, known = self._names.get((target.name, by), (-1, {}))
        if count != self._db.store.count(target.name):
            count, known = self._db.store.count(target.name), self._known(target, by)
            self._names[target.name, by] = count, known
        return known.get(fold(text), ())

    def _known(self, target: MetaClass, by: str) -> dict[str, list[int]]:
        """The ids of all objects of a class by an attribute that is worked out, such as the friendly name."""
        known: dict[str, list[int]] = {}
        for record in self._db.store.scan(target.name):
            known.setdefault(fold(to_str(self._db.reader.read(record, by))), []).append(record.id)
        return known


def _same(held: Any, wanted: Any) -> bool:
    if isinstance(held, str) and isinstance(wanted, str):
        return bool(fold(held) == fold(wanted))
    return bool(held == wanted)


def _split(text: str, separator: str, qualifier: str) -> Iterator[str]:
    """The pieces of a cell between separators; those within qualifiers stay whole."""
    try:
        for row in read_rows(text, separator, qualifier):
            yield from (piece for piece in row if piece)
    except BrokenCsvError as error:
        raise ValueRefusedError(Words(str(error))) from None
