"""Walking along a relation, such as ``impacts``, from some objects to all that they reach (recordings ``related``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from fake_itop.datamodel.model import Neighbour
from fake_itop.objects.database import Database
from fake_itop.objects.keys import query_arguments
from fake_itop.objects.session import Session
from fake_itop.store import Record

Name = tuple[str, int]


@dataclass
class RelationGraph:
    """Objects that were reached, those started from included, and the arrows between them.

    An arrow leads as the relation does, whichever way it was walked: from what has an effect to what it affects.
    """

    objects: dict[Name, Record] = field(default_factory=dict)
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
    seen: set[Name] = set()
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
