"""Writes docs/fidelity.md: what the recordings prove, by area, operation and attribute type, and what is not imitated.

python -m tools.build.docs.fidelity
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance import corpus, gaps
from conformance.corpus import Case, Step
from fake_itop.datamodel import Datamodel, MetaClass
from fake_itop.datamodel.attributes import KINDS, Attribute
from fake_itop.profiles import find
from fake_itop.rest.operations import OPERATIONS

PAGE = Path(__file__).parents[3] / "docs/fidelity.md"

AREAS = {
    "get": "reading: every form of key, `output_fields`, `limit`, `page`, parent and child classes",
    "create": "new objects: every attribute's forms, coercions, refusals",
    "update": "writing to objects: keys, read-only attributes, hierarchies",
    "caselog": "case logs: texts, `add_item`, `items`, formats, authors, dates",
    "html": "what is kept of HTML, element by element, attribute by attribute, and its text",
    "linkset": "link sets, direct and indirect",
    "lifecycle": "every state and stimulus of a request, with and without fields",
    "delete": "deletion plans and simulations",
    "related": "`core/get_related`",
    "attachment": "attachments",
    "rights": "profiles, organisation silos, portal users",
    "other_class": "changes, work orders, CIs, contracts, documents, hierarchies",
    "sequence": "long random sequences of operations",
    "auth": "ways to log in",
    "transport": "the envelope: HTTP, parameters, JSON, versions",
    "limits": "a server at its limits: form variables, nesting, sizes, encodings, regular expressions, large queries",
    "oql": "the query language",
    "placeholder": "placeholders of notifications",
    "webhook": "triggers, webhooks, callbacks, the asynchronous queue",
    "transfer": "the tutorial's exchange between two instances",
    "exchange": "long random exchanges between two instances",
    "sources": "sources of data synchronisation as objects",
    "asked-by-clients": "what clients ask beside tickets: dates of log entries, installed modules, tokens",
    "synchro": "data synchronisation: imports, executions, policies, what they lock",
}
"""What each area is about."""

WAYS = ("create", "update", "stimulus", "console", "shown", "key")
"""How a case can have to do with an attribute: it is written in one of four ways, shown in a reply, or a criterion."""

LIST = "list_operations"
"""The endpoint's own operation."""

BY_OPERATION = {"core/create": "create", "core/update": "update", "core/apply_stimulus": "stimulus"}

FEWEST = "fewest"
BY_COLUMN = {
    "core/get": "get",
    "core/create": "create",
    "core/update": "update",
    "core/apply_stimulus": "stimulus",
    "core/delete": "delete",
    "core/get_related": "related",
}
"""What the columns are called in which steps of an operation are counted."""

OF_CLASSES = ("`*`", "`*+`", "get, less", "create", FEWEST, "update", "stimulus", "delete", "related")
OF_REFUSALS = ("create", "update", "stimulus")

_NAMED = re.compile(r"\((\w+)\) :|^Error: (\w+):")

MISSING: Mapping[str, str] = {
    "Pages of the product": "`/pages/*`, the portal and CSV import: the web console here is a tool, not a copy.",
    "Wrong password counting, CAPTCHA, SAML, CAS, LDAP, OAuth logins": (
        "Form, HTTP Basic and token log in; other modes find nobody."
    ),
    "Tokens of persons": "`PersonalToken` objects are data; only application tokens (`UserToken`) log in.",
    "Rights by attribute and by stimulus": (
        "Rights are checked where REST checks them: by class. What only the console asks for is not asked."
    ),
    "Other languages": "Texts are those of an English iTop.",
    "Redundancy in `core/get_related`": (
        "No recording has a redundant set of CIs; the parameter is accepted and an object is reached by any path."
    ),
    "Filters of external keys": (
        "A real iTop takes any existing object over REST whatever `filter` says (area `other_class`), and so do we; the"
        " filters are read and offered as data."
    ),
    "Pictures inside HTML": "`InlineImage` objects are data; addresses in HTML are not rewritten when it is read.",
    "The text of SQL": "Where iTop quotes the statement that its database refused, class and id stand in its place.",
    "Exact collation": "Order and equality of texts follow the Unicode collation closely, not weight by weight.",
    "Reads beyond memory": "A real iTop that shows a circle of link sets dies of it; here 40 levels count as that.",
}
"""What is deliberately not imitated, and what happens instead."""

UNPROVEN: Mapping[str, str] = {
    "A simulated deletion that others stand in the way of": "code 12, each obstacle with code 4",
    "`core/get_related` upwards": ("arrows lead as the relation does; with the old name `depends on` they are turned"),
    "Numbers beyond 32 bits": "refused with the database's error 1264, as bad dates are with 1292",
    "New objects of one link set that are no two different ones": "refused before anything is written",
    "Uniqueness rules of classes that are no links": "`Object already exists: Class (rule)`",
    "`user_id` of log entries": "for administrators; `user_login` counts beside `user_id: 0`",
}
"""Rules that no recording shows, and where they come from."""

TEXT = """\
# How faithful it is

Generated by `tools/build/docs/fidelity.py` from the recordings of real servers, two iTop 3.2.0
(`conformance/recordings/`), two 3.1.2 (`conformance/recordings-3.1/`), two 3.0.4 (`conformance/recordings-3.0/`) and
two 3.2.0 of the ITIL edition (`conformance/recordings-itil/`), each with what its folder `-more` adds, the names in
`conformance/gaps.txt` and the datamodel.
`pytest conformance` proves each figure: it replays every case and fails if one that is counted as agreeing does not,
and `conformance/test_renamed.py` does so with other texts.

In the tables *a/b* says: of *b* recorded cases that have to do with it, *a* agree in status, values, order of keys and
outgoing webhooks; where no version is named, of all versions. A dash says that no case has to do with it.

## Areas

{areas}

## Operations by area

{operations}

## Attribute types by operation

*Declared* counts the attributes of that type in the datamodel of the ITIL edition with the tutorial's delta, each once
per declaring class. *create*, *update*, *stimulus* and *console* are cases that write such an attribute, *shown* those
whose replies show one, *key* those with one among the criteria of a key.

{types}

## Classes, step by step

Here steps are counted, of recordings and journeys alike: *a/b* says that of *b* steps *a* stand in a case or journey
that agrees to its end. *fewest* are new objects that were made with nothing but the attributes which the class cannot
do without. What no step shows is named below the table; there the fake goes by its rules alone, which a walk through
the whole datamodel holds to be such as a real iTop could have (`tests/walk/`).

{classes}

## Refusals by attribute type

Steps in which a value of such an attribute was refused, by what was being done.

{refusals}

## What no recording proves

{unproven}

## What is deliberately not imitated

{missing}
"""


@dataclass
class Count:
    """Cases, and how many of them agree."""

    agreeing: int = 0
    total: int = 0

    def add(self, *, agrees: bool) -> None:
        """Count one more."""
        self.agreeing += agrees
        self.total += 1

    def __str__(self) -> str:
        return f"{self.agreeing}/{self.total}" if self.total else "–"


@dataclass
class Tally:
    """What the cases have to do with."""

    areas: dict[tuple[str, str], Count] = field(default_factory=dict)
    operations: dict[tuple[str, str], Count] = field(default_factory=dict)
    types: dict[tuple[str, str], Count] = field(default_factory=dict)

    def add(self, model: Datamodel, case: Case, *, agrees: bool) -> None:
        """Count a case once for all that its steps have to do with."""
        found_operations = {(operation, case.area) for step in case.steps if (operation := _operation(step))}
        found_types = {found for step in case.steps for found in _touched(model, step)}
        self.areas.setdefault((case.area, case.corpus), Count()).add(agrees=agrees)
        for place in found_operations:
            self.operations.setdefault(place, Count()).add(agrees=agrees)
        for touched in found_types:
            self.types.setdefault(touched, Count()).add(agrees=agrees)


@dataclass
class Coverage:
    """What steps show of classes, and which kinds of attributes they show refused."""

    classes: dict[tuple[str, str], Count] = field(default_factory=dict)
    refusals: dict[tuple[str, str], Count] = field(default_factory=dict)

    def add(self, model: Datamodel, step: Step, *, agrees: bool) -> None:
        """Count a step."""
        asked, operation = _asked(step), _operation(step)
        cls = model.classes.get(str(asked.get("class")))
        if cls is None or operation not in BY_COLUMN:
            return
        for column in _columns(cls, operation, asked, step):
            self.classes.setdefault((cls.name, column), Count()).add(agrees=agrees)
        for name in _refused(cls, step):
            self.refusals.setdefault((name, BY_COLUMN[operation]), Count()).add(agrees=agrees)


def coverage(model: Datamodel, cases: Iterable[Case], gaps_named: frozenset[str]) -> Coverage:
    """Count the steps of all cases and journeys."""
    counted = Coverage()
    for case in cases:
        for step in case.steps:
            counted.add(model, step, agrees=case.id not in gaps_named)
    return counted


def _columns(cls: MetaClass, operation: str, asked: Mapping[str, Any], step: Step) -> Iterator[str]:
    if operation == "core/get":
        yield {"*": "`*`", "*+": "`*+`"}.get(str(asked.get("output_fields", "*")), "get, less")
    else:
        yield BY_COLUMN[operation]
    fields = asked.get("fields")
    if operation == "core/create" and isinstance(fields, Mapping) and _objects(step):
        needed = {code for code, each in cls.attributes.items() if not each.null_allowed and each.is_null(each.default)}
        if fields.keys() <= needed:
            yield FEWEST


def _objects(step: Step) -> Mapping[str, Any]:
    answer = step["reply"].get("json")
    objects = answer.get("objects") if isinstance(answer, Mapping) else None
    return objects if isinstance(objects, Mapping) else {}


def _refused(cls: MetaClass, step: Step) -> set[str]:
    """The kinds of the attributes that a refusal names, as ``(code) :`` or before the first colon."""
    answer = step["reply"].get("json")
    message = answer.get("message") if isinstance(answer, Mapping) and answer.get("code") else None
    named = _NAMED.findall(message) if isinstance(message, str) else []
    codes = {code for found in named for code in found if code in cls.attributes}
    return {cls.attributes[code].type_name for code in codes}


def tally(model: Datamodel, cases: Iterable[Case], gaps_named: frozenset[str]) -> Tally:
    """Count all cases."""
    counted = Tally()
    for case in cases:
        counted.add(model, case, agrees=case.id not in gaps_named)
    return counted


def _asked(step: Step) -> Mapping[str, Any]:
    """The operation that a step asks for, also within raw HTTP; what a person does at the console."""
    request = step["request"] if step["do"] == "rest" else step
    if step["do"] == "http":
        parts = {**step["http"].get("query", {}), **step["http"].get("form", {})}
        try:
            request = json.loads(parts.get("json_data", ""))
        except ValueError:
            request = {}
    return request if isinstance(request, Mapping) else {}


def _operation(step: Step) -> str | None:
    operation = _asked(step).get("operation")
    known = isinstance(operation, str) and operation in {*OPERATIONS, LIST}
    return operation if known else None


def _touched(model: Datamodel, step: Step) -> Iterator[tuple[str, str]]:
    """Types of attributes, with the way in which a step has to do with them."""
    asked = _asked(step)
    way = BY_OPERATION.get(_operation(step) or "", "console" if step["do"] == "console" else "")
    if way:
        yield from ((name, way) for name in _types(model, asked.get("class"), asked.get("fields")))
    yield from ((name, "key") for name in _types(model, asked.get("class"), asked.get("key")))
    answer = step["reply"].get("json")
    objects = answer.get("objects") if isinstance(answer, Mapping) else None
    for entry in (objects or {}).values():
        yield from ((name, "shown") for name in _types(model, entry["class"], entry["fields"]))


def _types(model: Datamodel, cls: Any, values: Any) -> set[str]:
    """Types of the attributes of a class that an object of values names, those inside its link sets included."""
    if not isinstance(values, Mapping) or not isinstance(cls, str) or cls not in model:
        return set()
    attributes = model[cls].attributes
    named = {code: attributes[code] for code in values if code in attributes}
    inner = (_types(model, _linked(attribute), row) for code, attribute in named.items() for row in _rows(values[code]))
    return {attribute.type_name for attribute in named.values()}.union(*inner)


def _linked(attribute: Attribute) -> str | None:
    return getattr(attribute, "linked_class", None)


def _rows(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def page() -> str:
    """The whole page."""
    model = find(corpus.DEFAULT_PROFILE, "itil").datamodel(["transfer"])
    cases = [case for found in corpus.shipped() for case in found.cases]
    named = gaps.read()
    counted = tally(model, cases, named)
    journeys = (journey for found in corpus.shipped() for journey in found.journeys)
    covered = coverage(model, (*cases, *journeys), named)
    return TEXT.format(
        areas=_areas(counted),
        operations=_operations(counted),
        types=_types_table(model, counted),
        classes=_classes_table(model, covered),
        refusals=_steps_table("Type", sorted(KINDS), OF_REFUSALS, covered.refusals),
        unproven=_table(("Rule", "What we do"), UNPROVEN.items()),
        missing=_table(("Part", "Instead"), MISSING.items()),
    )


def _areas(counted: Tally) -> str:
    versions = [*corpus.CORPORA]
    rows = [
        (f"`{area}`", about, *(_cell(counted.areas, (area, version)) for version in versions))
        for area, about in AREAS.items()
    ]
    totals = (f"**{_total(counted, version)}**" for version in versions)
    return _table(("Area", "About", *(f"iTop {version}" for version in versions)), [*rows, ("all", "", *totals)])


def _total(counted: Tally, version: str) -> Count:
    counts = [count for (_, found), count in counted.areas.items() if found == version]
    return Count(sum(count.agreeing for count in counts), sum(count.total for count in counts))


def _operations(counted: Tally) -> str:
    areas = [area for area in AREAS if any(found == area for _, found in counted.operations)]
    names = [*OPERATIONS, LIST]
    rows = ((f"`{name}`", *(_cell(counted.operations, (name, area)) for area in areas)) for name in names)
    return _table(("", *(f"`{area}`" for area in areas)), rows)


def _types_table(model: Datamodel, counted: Tally) -> str:
    declared = _declared(model)
    names = sorted({*KINDS, *(name for name, _ in counted.types)})
    rows = ((f"`{name}`", str(declared.get(name, 0)), *_ways(counted, name)) for name in names)
    return _table(("Type", "Declared", *WAYS), rows)


def _classes_table(model: Datamodel, covered: Coverage) -> str:
    return _steps_table("Class", [cls.name for cls in model if not cls.abstract], OF_CLASSES, covered.classes)


def _steps_table(
    head: str, names: Sequence[str], columns: Sequence[str], counts: Mapping[tuple[str, str], Count]
) -> str:
    """A row per name that some step shows, and the others by name."""
    shown = {name for name, _ in counts}
    rows = ((f"`{name}`", *(_cell(counts, (name, column)) for column in columns)) for name in names if name in shown)
    missing = ", ".join(f"`{name}`" for name in names if name not in shown)
    return f"{_table((head, *columns), rows)}\n\nNot shown: {missing}."


def _ways(counted: Tally, name: str) -> Iterator[str]:
    return (_cell(counted.types, (name, way)) for way in WAYS)


def _declared(model: Datamodel) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for cls in model:
        for attribute in _own(cls):
            counts[attribute.type_name] = counts.get(attribute.type_name, 0) + 1
    return counts


def _own(cls: MetaClass) -> Iterator[Attribute]:
    inherited = cls.parent.attributes if cls.parent is not None else {}
    return (attribute for code, attribute in cls.attributes.items() if code not in inherited)


def _cell(counts: Mapping[tuple[str, str], Count], key: tuple[str, str]) -> str:
    return str(counts.get(key, Count()))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    line: Callable[[Iterable[str]], str] = lambda cells: f"| {' | '.join(cells)} |"  # noqa: E731
    return "\n".join([line(head), line("---" for _ in head), *(line(row) for row in rows)])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
