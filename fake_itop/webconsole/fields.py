"""Forms: the fields that an act asks for, what may be chosen in them, and what a person's answers stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from heapq import nlargest
from typing import Any

from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeBlob,
    AttributeCaseLog,
    AttributeEnum,
    AttributeExternalKey,
    AttributeLinkedSet,
    AttributeText,
)
from fake_itop.datamodel.model import MetaClass, Transition
from fake_itop.objects.draft import Draft
from fake_itop.oql import OqlError
from fake_itop.store import Record
from fake_itop.values.html import text_to_html, to_text
from fake_itop.webconsole.desk import Seat
from fake_itop.webconsole.view import line

CHOICES = 300
"""Objects that a key offers, at most."""

ASKED = frozenset({"mandatory", "must_prompt", "must_change"})
CLOSED = frozenset({"read_only", "hidden"})

FIRST = ("org_id", "caller_id", "title", "description", "request_type", "impact", "urgency")
"""What is asked of a new ticket, in this order, where its class has it."""


class Widget(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    AREA = "area"
    CHOICE = "choice"


@dataclass(frozen=True)
class Choice:
    """Something that can be chosen."""

    value: str
    label: str


@dataclass(frozen=True)
class Field:
    """A field of a form: ``value`` is what it shows, ``was`` what the object holds.

    ``offered`` is what iTop offers, ``others`` what a key's filter leaves out: as it can be set over REST all the same,
    it can be chosen here too.
    """

    code: str
    label: str
    kind: Widget
    value: str
    was: str
    is_needed: bool = False
    is_asked: bool = False
    offered: tuple[Choice, ...] = ()
    others: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Form:
    """What a person fills in to do something to a ticket, or to make one; ``done`` is what is told afterwards."""

    name: str
    title: str
    button: str
    done: str
    stimulus: str = "-"
    fields: tuple[Field, ...] = field(default=())

    def filled_in(self, typed: Mapping[str, str]) -> Form:
        """The form with what a person has typed before."""
        fields = (replace(each, value=typed.get(f"is.{each.code}", each.value)) for each in self.fields)
        return replace(self, fields=tuple(fields))


def form_of(seat: Seat, record: Record, name: str) -> Form | None:
    """The form of that name of a ticket: ``edit``, or a stimulus that its state knows."""
    draft = Draft(seat.db, record)
    if name == "edit":
        return Form(name, "Edit", "Save", "changed", fields=tuple(_fields(seat, draft, _editable(record))))
    transition = _transitions(record).get(name)
    lifecycle = record.cls.lifecycle
    if transition is None or lifecycle is None:
        return None
    label = line(lifecycle.stimuli[name].label)
    return Form(name, label, label, f"{label}, done", name, tuple(_asked(seat, draft, transition)))


def form_of_new(seat: Seat, cls: str) -> Form | None:
    """The form that makes a ticket of a class."""
    meta = seat.db.model.classes.get(cls)
    if meta is None or meta.abstract:
        return None
    draft = Draft.new(seat.db, meta)
    needed = [code for code in (*FIRST, *_without_default(meta)) if code in meta.columns]
    return Form(
        f"new:{cls}",
        f"New {meta.label}",
        "Create",
        "created",
        fields=tuple(_fields(seat, draft, dict.fromkeys(needed))),
    )


def log_form(record: Record, name: str) -> Form | None:
    """The form that adds to a log, by the name ``log:<code>``."""
    log = record.cls.logs.get(name.removeprefix("log:"))
    if not name.startswith("log:") or log is None:
        return None
    return Form(name, f"Add to {log.label}", "Add", f"written to the {log.label.lower()}")


def missing(form: Form, answers: Mapping[str, Any]) -> list[str]:
    """Labels of the fields that are needed and were left empty."""
    return [
        each.label for each in form.fields if each.is_needed and not str(answers.get(each.code, each.value)).strip()
    ]


def answers(meta: MetaClass, typed: Mapping[str, str]) -> dict[str, Any]:
    """The values that a person has changed, as the console takes them.

    ``is.<code>`` is what a field holds now, ``was.<code>`` what it held when it was shown; ``as_html`` says that texts
    are markup, else they are taken as they were typed.
    """
    given: dict[str, Any] = {}
    for name, text in typed.items():
        code = name.removeprefix("is.")
        attribute = meta.attributes.get(code)
        if name.startswith("is.") and attribute is not None and _plain(text) != _plain(typed.get(f"was.{code}", "")):
            given[code] = _value(attribute, _plain(text), as_html="as_html" in typed)
    return given


def answers_of_new(form: Form, changed: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a new object in the form's order: what it showed from the start is meant, too."""
    values = {each.code: changed.get(each.code, each.value) for each in form.fields}
    return {code: value for code, value in values.items() if value}


def _plain(text: str) -> str:
    """A text as it was typed: browsers send line ends as CR LF."""
    return text.replace("\r\n", "\n")


def _value(attribute: Attribute, text: str, *, as_html: bool) -> Any:
    is_html = isinstance(attribute, AttributeCaseLog) or attribute.is_html
    return text_to_html(text) if is_html and text and not as_html else text


def _transitions(record: Record) -> Mapping[str, Transition]:
    lifecycle = record.cls.lifecycle
    state = lifecycle.states.get(record[lifecycle.attribute]) if lifecycle is not None else None
    return state.transitions if state is not None else {}


def _editable(record: Record) -> dict[str, None]:
    lifecycle = record.cls.lifecycle
    state = lifecycle.states.get(record[lifecycle.attribute]) if lifecycle is not None else None
    flags = state.flags if state is not None else {}
    codes = (code for code in record.cls.columns if not flags.get(code, frozenset()) & CLOSED)
    return {code: None for code in codes if code != record.cls.state_attribute}


def _without_default(meta: MetaClass) -> Iterator[str]:
    for code in meta.columns:
        attribute = meta.attributes[code]
        if not attribute.null_allowed and attribute.is_null(attribute.default) and attribute.writable:
            yield code


def _asked(seat: Seat, draft: Draft, transition: Transition) -> Iterator[Field]:
    """What a transition and its target ask for: what must be there, and is not; what must be shown in any case."""
    lifecycle = draft.cls.lifecycle
    assert lifecycle is not None, "a transition belongs to a lifecycle"
    target = lifecycle.states[transition.target].flags
    for code in {**target, **transition.flags}:
        flags = target.get(code, frozenset()) | transition.flags.get(code, frozenset())
        if code not in draft.cls.columns or not flags & ASKED:
            continue
        needed = "mandatory" in flags
        if flags - {"mandatory", "read_only"} or draft.cls.attributes[code].is_null(draft.get(code)):
            found = _field(seat, draft, code)
            if found is not None:
                # A key that points nowhere is not missed, as iTop has it (docs/itop/tickets.md).
                yield replace(found, is_asked=needed, is_needed=needed and not _is_key(draft, code))


def _is_key(draft: Draft, code: str) -> bool:
    return code in draft.cls.keys


def _fields(seat: Seat, draft: Draft, codes: Iterable[str]) -> Iterator[Field]:
    for code in dict.fromkeys(codes):
        found = _field(seat, draft, code)
        if found is not None:
            attribute = draft.cls.attributes[code]
            needed = not attribute.null_allowed
            yield replace(found, is_asked=needed, is_needed=needed)


def _field(seat: Seat, draft: Draft, code: str) -> Field | None:
    """A field for an attribute; none for what a form cannot hold."""
    attribute = draft.cls.attributes[code]
    if not attribute.writable or isinstance(attribute, AttributeLinkedSet | AttributeBlob):
        return None
    value = draft.get(code)
    match attribute:
        case AttributeExternalKey():
            shown = str(value) if value else ""
            offered, others = _objects(seat, draft, attribute)
            return Field(code, attribute.label, Widget.CHOICE, shown, shown, offered=offered, others=others)
        case AttributeEnum():
            known = attribute.values if not value else {**attribute.values, value: attribute.values.get(value, value)}
            choices = tuple(Choice(each, line(label)) for each, label in known.items())
            return Field(code, attribute.label, Widget.CHOICE, value or "", value or "", offered=choices)
        case AttributeCaseLog():
            return Field(code, attribute.label, Widget.AREA, "", "")
        case AttributeText():
            text = to_text(value or "") if attribute.is_html else value or ""
            return Field(code, attribute.label, Widget.AREA, text, text)
        case _:
            shown = str(attribute.export(value) or "")
            return Field(code, attribute.label, Widget.AREA if "\n" in shown else Widget.LINE, shown, shown)


def _objects(
    seat: Seat, draft: Draft, attribute: AttributeExternalKey
) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """The objects that a key's filter lets in, and those that it leaves out; what is chosen is always among them."""
    current = draft.get(attribute.code)
    everything = list(seat.db.store.scan(attribute.target))
    offered = _offered(seat, draft, attribute)
    if offered is None:
        return _choices(seat, everything, current), ()
    ids = {record.id for record in offered}
    others = [record for record in everything if record.id not in ids]
    return _choices(seat, offered, current), _choices(seat, others, current)


def _offered(seat: Seat, draft: Draft, attribute: AttributeExternalKey) -> list[Record] | None:
    if attribute.filter is None:
        return None
    try:
        return seat.db.engine.select(attribute.filter, {"this": draft})
    except OqlError:
        return []  # a filter that is none offers nothing, and the object can still be chosen among the others


def _choices(seat: Seat, records: Sequence[Record], current: int) -> tuple[Choice, ...]:
    """The newest of the objects, and the one that is chosen, by name."""
    shown = nlargest(CHOICES, records, key=lambda record: (record.id == current, record.id))
    named = [Choice(str(record.id), line(seat.db.reader.friendlyname(record))) for record in shown]
    return tuple(sorted(named, key=lambda choice: choice.label.casefold()))
