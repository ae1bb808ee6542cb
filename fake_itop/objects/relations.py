"""Walking along a relation, such as ``impacts``, from some objects to all that they reach (recordings ``related``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from fake_itop.datamodel.model import Neighbour
from fake_itop.objects.database import Database, ObjectName
from fake_itop.objects.draft import Draft, LinkDraft
from fake_itop.objects.keys import query_arguments
from fake_itop.objects.session import Session
from fake_itop.store import Record


@dataclass
class RelationGraph:
    """Objects that were reached, those started from included, and the arrows between them.

    An arrow leads as the relation does, whichever way it was walked: from what has an effect to what it affects.
    """

    objects: dict[ObjectName, Record] = field(default_factory=dict)
    arrows: list[tuple[Record, Record]] = field(default_factory=list)


def walk(
    db: Database, session: Session, starts: list[Record], relation: str, *, down: bool, depth: int
) -> RelationGraph:
    """Reach out from some objects, at most ``depth`` arrows far. A relation that there is not leads nowhere."""
    graph = RelationGraph({(record.cls.name, record.id): record for record in starts})
    reached = list(starts)
    for _ in range(depth):
        found: list[Record] = []
        for source in reached:
            for target in neighbours(db, session, source, relation, down=down):
                graph.arrows.append((source, target) if down else (target, source))
                if (target.cls.name, target.id) not in graph.objects:
                    graph.objects[target.cls.name, target.id] = target
                    found.append(target)
        if not found:
            break
        reached = found
    return graph


def neighbours(db: Database, session: Session, source: Record, relation: str, *, down: bool) -> Iterator[Record]:
    """What an object is related to directly."""
    arguments = {**query_arguments(db, session), "this": source}
    seen: set[ObjectName] = set()
    for query in _queries(db, source, relation, down=down):
        for target in db.engine.select(query, arguments, visible=session.visible):
            if (target.cls.name, target.id) not in seen:
                seen.add((target.cls.name, target.id))
                yield target


def _queries(db: Database, source: Record, relation: str, *, down: bool) -> Iterator[str]:
    by_class = db.model.relations.get(relation, {})
    for cls, arrows in by_class.items():
        for arrow in arrows:
            query = arrow.query_down if down else arrow.query_up
            if query and source.cls.is_a(cls if down else arrow.to or "") and _leads(arrow, down=down):
                yield query


def _leads(arrow: Neighbour, *, down: bool) -> bool:
    return down or arrow.direction == "both"


RELATION = "impacts"
DEPTH = 20
COMPUTED = "computed"
MANUAL = "manual"
NOBODY = Session(login="")

Values = dict[str, Any] | Record
"""The values of a link, by attribute code."""


def update_impacted_items(db: Database, draft: Draft) -> None:
    """Bring a ticket's computed links up to date with the CIs that people linked to it."""
    present = _links(db, draft, "functionalcis_list")
    own = [link["functionalci_id"] for link in present if link["impact_code"] == MANUAL]
    starts = [record for id_ in own if (record := db.store.get("FunctionalCI", id_)) is not None]
    reached = list(walk(db, NOBODY, starts, RELATION, down=True, depth=DEPTH).objects.values()) if starts else []
    _set_computed(db, draft, "functionalcis_list", "impact_code", _ids(reached, "FunctionalCI"))
    _set_computed(db, draft, "contacts_list", "role_code", _ids(reached, "Contact"))


def _ids(records: list[Record], cls: str) -> list[int]:
    return [record.id for record in records if record.cls.is_a(cls)]


def _links(db: Database, draft: Draft, code: str) -> Sequence[Values]:
    """The links of a set: the values of those that are to be written, or else those that are there."""
    if code in draft.links:
        return [link.values for link in draft.links[code]]
    attribute = draft.cls.link_sets[code]
    return list(db.store.find(attribute.linked_class, attribute.ext_key_to_me, draft.id))


def _set_computed(db: Database, draft: Draft, code: str, kind: str, wanted: list[int]) -> None:
    """Let a link set hold what people linked, and the computed links to the ``wanted`` objects beside it.

    Computed links that were there before stay where people replace the set, but memory no longer knows of them
    (recordings ``sequence``, "seed 1006, 1009, 1060").
    """
    attribute = draft.cls.link_sets[code]
    remote, meta = attribute.ext_key_to_remote, db.model[attribute.linked_class]
    present = _links(db, draft, code)
    kept = [link for link in present if link[kind] != COMPUTED]
    linked = {link[remote] for link in kept}
    missing = [id_ for id_ in wanted if id_ not in linked]
    if [link[remote] for link in present if link[kind] == COMPUTED] == missing:
        return
    blank = Draft.new(db, meta).record
    stored = db.store.find(meta.name, attribute.ext_key_to_me, draft.id) if code in draft.links else ()
    before = {link[remote]: link for link in stored if link[kind] == COMPUTED}
    draft.links[code] = [
        *(LinkDraft(meta, _values_of(link)) for link in kept),
        *(
            LinkDraft(meta, _values_of(before.get(id_, blank)) | {remote: id_, kind: COMPUTED}, forgotten=id_ in before)
            for id_ in missing
        ),
    ]


def _values_of(link: Values) -> dict[str, Any]:
    return {code: link[code] for code in link.cls.columns} if isinstance(link, Record) else link
