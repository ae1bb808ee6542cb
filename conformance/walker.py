"""A random walk through a datamodel: what is asked next, of a server that nobody prepared for it.

A walker asks for objects that it made itself and learns from the answers which there are. It writes plausible values
with odd ones in between, and never a moment near the present, so that whatever is dated today was dated by the server.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeBlob,
    AttributeBoolean,
    AttributeCaseLog,
    AttributeClass,
    AttributeDate,
    AttributeDateTime,
    AttributeDecimal,
    AttributeEmailAddress,
    AttributeEnum,
    AttributeExternalKey,
    AttributeInteger,
    AttributeIPAddress,
    AttributeLinkedSet,
    AttributeLinkedSetIndirect,
    AttributeObjectKey,
    AttributeOQL,
    AttributeSet,
    AttributeURL,
)
from fake_itop.datamodel.model import Datamodel, MetaClass

Request = dict[str, Any]
"""An operation, as ``json_data`` says it; ids of objects stand in it as `mark` writes them."""

RELATIONS = ("impacts", "depends on")
OPERATORS = ("=", "!=", "<", ">=", "LIKE", "NOT LIKE", "REGEXP")
LITERALS = ("'a%'", "'2011-01-01'", "0", "1", "'x'", "'1'", "NULL", '"Ada"')
WORDS = ("Ada", "printer", "a & b", "it's", '"q"', "é 漢字 🎫", "<b>bold</b>", "line1\nline2", " pad ", "100%_")
ODD: tuple[Any, ...] = (
    *("", "0", "-1", "1e3", "1.5", "x" * 300, "2011-02-30", "SELECT", "SELECT Person", "<script>x</script>t"),
    *(None, True, False, 0, -1, 1.5, 10**12, [], ["a"], {}, {"name": "x"}, {"id": 1}, [{"name": "x"}]),
)
"""Values that no attribute is made for, and that some take."""

ODD_KEYS: tuple[Any, ...] = (
    *("", "0", "-1", "SELECT", "SELECT Organization WHERE id = 0", None, True, 0, 987_654, [], ["a"]),
    *({"name": "nobody at all"}, {"id": 1}, {"nope": 1}),
)
"""The same for keys: none of them means an object that some other server may have."""

LONGEST_WAY = 4
"""How many objects are made at most so that another can point to them."""

_MARK = re.compile(r"⟦(\w+)::(\d+)⟧")
_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def mark(cls: str, id_: int) -> str:
    """How a request names an object that the walker made: `render` puts the id there that a server has for it."""
    return f"⟦{cls}::{id_}⟧"


def render(value: Any, id_of: Callable[[str, int], int]) -> Any:
    """A request with its marks replaced; a text that is nothing but a mark becomes a number."""
    if isinstance(value, str):
        whole = _MARK.fullmatch(value)
        if whole:
            return id_of(whole[1], int(whole[2]))
        return _MARK.sub(lambda found: str(id_of(found[1], int(found[2]))), value)
    if isinstance(value, Mapping):
        return {key: render(inner, id_of) for key, inner in value.items()}
    return [render(inner, id_of) for inner in value] if isinstance(value, list) else value


@dataclass
class Walker:
    """Asks what comes to a random mind.

    Attributes:
        model: the datamodel that is walked through.
        random: makes every choice.
        classes: those of which objects are made.
        label: begins the names of new objects, so that they are found again.
        objects: ids of the objects that were made and are still there, by class.
    """

    model: Datamodel
    random: Random
    classes: Sequence[MetaClass]
    label: str = "walk"
    objects: dict[str, list[int]] = field(default_factory=dict)

    def ask(self) -> Request:
        """Any request; of what there is, once there is something."""
        if not self.objects or self.random.random() < 0.3:
            return self.create()
        return self.random.choice((self.look, self.query, self.update, self.stimulate, self.delete, self.relate))()

    def learn(self, request: Request, answer: Any) -> None:
        """Take note of what an answer says was made, and of what was deleted."""
        objects = answer.get("objects") if isinstance(answer, Mapping) and answer.get("code") == 0 else None
        for name in objects or {}:
            cls, _, id_ = name.partition("::")
            if request["operation"] == "core/create":
                self.objects.setdefault(cls, []).append(int(id_))
            elif request["operation"] == "core/delete" and not request.get("simulate"):
                self._forget(cls, int(id_))

    def _forget(self, cls: str, id_: int) -> None:
        ids = self.objects.get(cls, [])
        if id_ in ids:
            ids.remove(id_)
        if not ids:
            self.objects.pop(cls, None)

    # Operations

    def create(self) -> Request:
        """A new object of any class, or of one that it needs and that there is not yet."""
        cls = self._makeable(self.random.choice(self.classes))
        needed = {code: self._plausible(each) for code, each in _written(cls) if _is_needed(each)}
        return self._asked("core/create", cls, fields={**needed, **self._some(cls, 3)})

    def update(self) -> Request:
        """Some attributes of an object."""
        cls, key = self._someone()
        return self._asked("core/update", cls, key=key, fields=self._some(cls, 3) or self._some(cls, 1))

    def stimulate(self) -> Request:
        """A stimulus, one of the object's class where it has some."""
        cls, key = self._someone(lambda cls: cls.lifecycle is not None)
        known = [*cls.lifecycle.stimuli] if cls.lifecycle else []
        stimulus = self.random.choice([*known, "ev_nope"])
        return self._asked("core/apply_stimulus", cls, key=key, stimulus=stimulus, fields=self._some(cls, 2))

    def delete(self) -> Request:
        """An object, or only what would become of it."""
        cls, key = self._someone()
        return self._asked("core/delete", cls, key=key, simulate=self.random.random() < 0.5)

    def look(self) -> Request:
        """An object with all, much or little of it."""
        cls, key = self._someone()
        return self._asked("core/get", self._above(cls), key=key, limit=self.random.choice((0, 1)))

    def query(self) -> Request:
        """Objects that were made here, under conditions, with or without a join; their ids last, lest places differ."""
        name = self.random.choice(sorted(self.objects))
        cls = self._above(self.model[name])
        ids = ", ".join(mark(name, id_) for id_ in self.objects[name])
        alias, join = "c", ""
        keys = [each for each in cls.attributes.values() if isinstance(each, AttributeExternalKey)]
        if keys and self.random.random() < 0.4:
            key = self.random.choice(keys)
            join = f" JOIN {key.target} AS j ON c.{key.code} = j.id"
            alias = self.random.choice("cj")
        other = self.model[key.target] if alias == "j" else cls
        where = " AND ".join(self._condition(alias, other) for _ in range(self.random.randint(0, 2)))
        text = f"SELECT {cls.name} AS c{join} WHERE {where + ' AND ' if where else ''}c.id IN ({ids})"
        return self._asked("core/get", cls, key=text)

    def relate(self) -> Request:
        """What an object has an effect on, or depends on."""
        cls, key = self._someone(lambda cls: cls.is_a("FunctionalCI"))
        more = {"relation": self.random.choice(RELATIONS), "depth": self.random.choice((1, 3, 20))}
        if self.random.random() < 0.5:
            more["direction"] = self.random.choice(("up", "down"))
        return self._asked("core/get_related", cls, key=key, **more)

    def _asked(self, operation: str, cls: MetaClass, **more: Any) -> Request:
        request = {"operation": operation, "class": cls.name, **more}
        if operation not in ("core/get", "core/get_related"):
            request["comment"] = self.label
        if operation not in ("core/delete", "core/get_related"):
            request["output_fields"] = self._output_fields(cls)
        return request

    def _output_fields(self, cls: MetaClass) -> str:
        codes = self.random.sample(sorted(cls.attributes), min(3, len(cls.attributes)))
        odd = f"id,{codes[0]},nope" if self.random.random() < 0.1 else "*"
        return self.random.choice(("*", "*", "*+", "id, friendlyname", ", ".join(codes), odd))

    # Objects and classes

    def _someone(self, wanted: Callable[[MetaClass], bool] = lambda _cls: True) -> tuple[MetaClass, Any]:
        """An object, a wanted one if there is one and mostly, and a key that means it."""
        names = sorted(self.objects)
        fitting = [name for name in names if wanted(self.model[name])]
        name = self.random.choice(fitting if fitting and self.random.random() < 0.8 else names)
        cls, one = self.model[name], mark(name, self.random.choice(self.objects[name]))
        if self.random.random() < 0.1:
            return cls, self.random.choice(({"id": one}, {"name": "nobody"}, 987_654, "", "SELECT", None))
        return cls, self.random.choice((one, one, one, f"SELECT {cls.name} WHERE id = {one}"))

    def _above(self, cls: MetaClass) -> MetaClass:
        return self.random.choice([cls, cls, *cls.ancestors])

    def _makeable(self, cls: MetaClass, way: int = LONGEST_WAY) -> MetaClass:
        """The class itself, or one that it must point to and of which nothing was made."""
        for _, attribute in _written(cls):
            if way and isinstance(attribute, AttributeExternalKey) and _is_needed(attribute):
                known = [each for each in self.classes if each.is_a(attribute.target)]
                if known and not any(self.objects.get(each.name) for each in known) and cls not in known:
                    return self._makeable(self.random.choice(known), way - 1)
        return cls

    def _pointed_at(self, target: str) -> Any:
        """A key that means an object of a class that was made here; 0 where there is none."""
        known = [(cls, id_) for cls, ids in sorted(self.objects.items()) if self._is(cls, target) for id_ in ids]
        if not known:
            return 0
        one = mark(*self.random.choice(known))
        return self.random.choice((one, one, one, f"SELECT {target} WHERE id = {one}"))

    def _is(self, cls: str, target: str) -> bool:
        return target in self.model and self.model[cls].is_a(target)

    # Values

    def _some(self, cls: MetaClass, most: int) -> dict[str, Any]:
        """Values for some attributes: odd ones among them, and now and then for what cannot be written."""
        known = dict(_written(cls)) if self.random.random() < 0.9 else cls.attributes
        codes = self.random.sample(sorted(known), min(self.random.randint(0, most), len(known)))
        values = {code: self._value(cls.attributes[code]) for code in codes}
        return values if self.random.random() < 0.97 else {**values, "nope": "x"}

    def _value(self, attribute: Attribute) -> Any:
        if self.random.random() < 0.25:
            return self.random.choice(ODD_KEYS if isinstance(attribute, AttributeExternalKey) else ODD)
        return self._plausible(attribute)

    def _plausible(self, attribute: Attribute) -> Any:
        match attribute:
            case AttributeEnum():
                return self.random.choice([*attribute.values] or [""])
            case AttributeExternalKey():
                return self._pointed_at(attribute.target)
            case AttributeLinkedSet():
                return self._links(attribute)
            case AttributeBlob():
                return {"data": _PIXEL, "filename": "pixel.png", "mimetype": "image/png"}
            case AttributeCaseLog():
                entry = self.random.choice(WORDS)
                return self.random.choice((entry, {"add_item": {"message": entry}}))
        for kinds, choices in _PLAUSIBLE:
            if isinstance(attribute, kinds):
                return self.random.choice(choices)
        word = self.random.choice(WORDS)
        return f"{self.label} {word} {self.random.randint(1, 999)}" if attribute.code == "name" else word

    def _links(self, attribute: AttributeLinkedSet) -> list[dict[str, Any]]:
        if self.random.random() < 0.3:
            return []
        linked = self.model[attribute.linked_class]
        if isinstance(attribute, AttributeLinkedSetIndirect):
            key = linked.attributes[attribute.ext_key_to_remote]
            assert isinstance(key, AttributeExternalKey)
            return [{key.code: self._pointed_at(key.target)}]
        return [{"name": f"{self.label} {self.random.choice(WORDS)}"}]

    def _condition(self, alias: str, cls: MetaClass) -> str:
        code = self.random.choice(["id", *sorted(cls.attributes)])
        name = self.random.choice((f"{alias}.{code}", f"{alias}.{code}", f"`{alias}`.`{code}`", code))
        if self.random.random() < 0.2:
            return f"ISNULL({name})"
        return f"{name} {self.random.choice(OPERATORS)} {self.random.choice(LITERALS)}"


_PLAUSIBLE: tuple[tuple[tuple[type[Attribute], ...], Sequence[Any]], ...] = (
    ((AttributeDateTime,), ("2011-02-03 04:05:06", "2012-12-31 00:00:00")),
    ((AttributeDate,), ("2011-02-03", "2012-12-31")),
    ((AttributeBoolean,), (True, False, "yes", 1)),
    ((AttributeInteger, AttributeDecimal, AttributeObjectKey), (1, "2", 30)),
    ((AttributeEmailAddress,), ("ada@example.com", "a.b@d.example")),
    ((AttributeURL,), ("https://example.com/a?b=c",)),
    ((AttributeIPAddress,), ("192.0.2.1",)),
    ((AttributeClass,), ("UserRequest", "Person")),
    ((AttributeOQL,), ("SELECT UserRequest", "SELECT Person WHERE id = 1")),
    ((AttributeSet,), ("", "en", "a, b")),
)
"""What is written to attributes of a kind that takes it."""


def _written(cls: MetaClass) -> Iterator[tuple[str, Attribute]]:
    return ((code, attribute) for code, attribute in cls.attributes.items() if attribute.writable)


def _is_needed(attribute: Attribute) -> bool:
    return not attribute.null_allowed and attribute.is_null(attribute.default)
