"""Reading objects of a live iTop: class by class in windows of ids, then whatever their keys need.

A window is a range of ids, not the n-th page of a list: what is made or deleted in the meantime moves no other object
from one page to the next, and a pull that broke off knows where it stood.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from fake_itop.client import ItopObject
from fake_itop.datamodel.attributes import AttributeExternalKey
from fake_itop.datamodel.model import Datamodel, MetaClass
from fake_itop.mirror.kept import Kept
from fake_itop.mirror.live import Live, LiveError, LiveRefusedError, readable
from fake_itop.oql import OqlError, parse
from fake_itop.values.names import InputError, expected

NOT_PULLED = ("User", "URP_UserProfile", "URP_UserOrg", "URP_Profiles")
"""Who may log in, and what they may do, comes from the configuration: their secrets are not read."""
GROWTH = 8
"""So many times wider a window may get at once, where ids are sparse."""

Change = Callable[[MetaClass, ItopObject], ItopObject]
"""What becomes of an object before it is kept anywhere."""


@dataclass(frozen=True)
class Wanted:
    """What is to be read: all of a class, or what a query finds of it."""

    cls: str
    query: str = ""

    def __str__(self) -> str:
        return self.query or self.cls


def wanted(text: str, model: Datamodel) -> Wanted:
    """What a class's name, or a query, asks for; ``SELECT Class`` is all of it.

    Raises:
        InputError: it is neither.
    """
    name = text.strip()
    if name in model:
        return Wanted(name)
    if not name.upper().startswith("SELECT "):
        raise InputError(f"--objects {text}: neither a class nor a query; {expected(name, model.classes)}")
    try:
        query = parse(name, model)
    except OqlError as error:
        raise InputError(f"--objects {text}: {error.message}") from None
    cls = query.cls.name
    return Wanted(cls) if name.split() == [name.split()[0], cls] else Wanted(cls, name)


@dataclass
class Pull:
    """One pull. ``page`` objects are read at once, and ``most`` in all."""

    live: Live
    model: Datamodel
    kept: Kept
    change: Change
    page: int = 500
    most: int = 200_000
    progress: Callable[[str, int], None] = lambda _what, _done: None
    notes: list[str] = field(default_factory=list)
    whole: set[str] = field(default_factory=set)
    """The classes of which all was read."""
    _missing: set[tuple[str, int]] = field(default_factory=set)
    _ids: set[tuple[str, int]] = field(default_factory=set)
    """The objects that are there, by the roots of their classes."""

    def run(self, queries: Sequence[Wanted]) -> None:
        """Read all that is asked for, and what its keys need.

        Raises:
            LiveError: the live iTop does not answer, or refuses; what was read is kept.
            KeptError: it cannot be kept.
        """
        self._ids = {(self.model[cls].root.name, id_) for cls, id_ in self.kept.objects}
        for query in queries:
            for cls in self._concrete(query.cls):
                try:
                    self._read_class(cls, query)
                except LiveRefusedError as refusal:
                    if cls.name == query.cls:
                        raise
                    self.notes.append(f"{cls.name}: {refusal}")
        self._follow()
        for name, codes in self.live.lacking.items():
            self.notes.append(f"{name} has no {', '.join(sorted(codes))} there: left as in a new object")
        if self._missing:
            shown = ", ".join(f"{cls}::{id_}" for cls, id_ in sorted(self._missing)[:5])
            self.notes.append(f"{len(self._missing)} keys lead to objects that it does not show ({shown}): left empty")

    def _concrete(self, name: str) -> Iterator[MetaClass]:
        for cls in self.model[name].descendants:
            if cls.abstract:
                continue
            if _is_pulled(cls):
                yield cls
            else:
                self.notes.append(f"{cls.name}: users come from the configuration, and are not pulled")

    # What is asked for

    def _read_class(self, cls: MetaClass, query: Wanted) -> None:
        part = f"{cls.name} of {query}"
        start, width = self.kept.next_ids.get(part, 1), self.page
        while start:
            self.progress(part, len(self.kept.objects))
            condition = f"id >= {start} AND id < {start + width}"
            found = self._find(cls, query, condition, self.page + 1)
            if len(found) > self.page:
                width = max(width // 2, 1)
                continue
            following = start + width
            if not found and not self._find(cls, query, f"id >= {following}", 1, just_ids=True):
                following = 0
            self._keep(cls, found, part, following)
            start, width = following, min(width * GROWTH, max(width, width * self.page // max(len(found), 1)))
        if not query.query:
            self.whole.add(cls.name)

    def _find(
        self, cls: MetaClass, query: Wanted, condition: str, limit: int, *, just_ids: bool = False
    ) -> list[ItopObject]:
        among = f"id IN ({query.query}) AND " if query.query else ""
        codes = [] if just_ids else readable(cls)
        return self.live.find(cls.name, f"SELECT {cls.name} WHERE {among}{condition}", codes, limit)

    def _keep(self, cls: MetaClass, found: Iterable[ItopObject], part: str = "", next_id: int = 0) -> None:
        own = [each for each in found if each.cls == cls.name]
        self._ids |= {(cls.root.name, each.id) for each in own}
        for name in sorted({each.cls for each in found if each.cls not in self.model}):
            self._note_once(f"{name} is a class that is not known here: its objects are left out; name its --design")
        self.kept.add([self.change(cls, each) for each in own], part, next_id)
        if len(self.kept.objects) > self.most:
            raise LiveError(
                f"{self.live.url}: more than {self.most} objects, {part or cls.name} last; ask for less by a query, "
                "or say --most"
            )

    def _note_once(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)

    # What keys need

    def _follow(self) -> None:
        """Read what keys lead to, until nothing is missing that is shown."""
        fresh: Iterable[ItopObject] = list(self.kept.objects.values())
        while pending := self._pending(fresh):
            known = set(self.kept.objects)
            for name, ids in pending.items():
                for batch in _batches(sorted(ids), self.page):
                    self.progress(f"{name} that keys need", len(self.kept.objects))
                    self._read_ids(self.model[name], batch)
                self._missing |= {(name, id_) for id_ in ids if not self._is_there(name, id_)}
            fresh = [each for key, each in self.kept.objects.items() if key not in known]

    def _pending(self, objects: Iterable[ItopObject]) -> dict[str, set[int]]:
        pending: dict[str, set[int]] = {}
        for each in objects:
            for code, target in _keys(self.model[each.cls], self.model):
                id_ = int(each.fields.get(code) or 0)
                if id_ > 0 and not self._is_there(target, id_) and (target, id_) not in self._missing:
                    pending.setdefault(target, set()).add(id_)
        return pending

    def _is_there(self, cls: str, id_: int) -> bool:
        return (self.model[cls].root.name, id_) in self._ids

    def _read_ids(self, target: MetaClass, ids: Sequence[int]) -> None:
        condition = f"id IN ({', '.join(map(str, ids))})"
        concrete = [cls for cls in target.descendants if not cls.abstract]
        found = {target.name: set(ids)}
        if concrete != [target]:
            shown = self.live.find(target.name, f"SELECT {target.name} WHERE {condition}", [])
            found = {}
            for each in shown:
                found.setdefault(each.cls, set()).add(each.id)
        for name, own in found.items():
            if name in self.model:
                query = f"SELECT {name} WHERE id IN ({', '.join(map(str, sorted(own)))})"
                self._keep(self.model[name], self.live.find(name, query, readable(self.model[name])))
            else:
                self._note_once(
                    f"{name} is a class that is not known here: its objects are left out; name its --design"
                )


def _is_pulled(cls: MetaClass) -> bool:
    return not any(cls.is_a(name) for name in NOT_PULLED)


def _keys(cls: MetaClass, model: Datamodel) -> list[tuple[str, str]]:
    """A class's keys with the classes that they lead to, those of users left out."""
    return [
        (code, attribute.target)
        for code in cls.columns
        if isinstance(attribute := cls.attributes[code], AttributeExternalKey)
        and attribute.target in model
        and _is_pulled(model[attribute.target])
    ]


def _batches(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
