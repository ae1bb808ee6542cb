"""How the tickets of two sides know each other: the attributes that hold the other side's id, and who fills them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fake_itop.datamodel.attributes import AttributeInteger
from fake_itop.datamodel.model import Datamodel, MetaClass, Method
from fake_itop.doctor.integration import Flow, Integration
from fake_itop.doctor.knowledge import SOME_ID, SOME_IDS, Possible
from fake_itop.itop.instance import Itop
from fake_itop.notifications.callbacks import CallbackCode
from fake_itop.notifications.placeholders import forms_in, only_form, with_forms
from fake_itop.oql import OqlError
from fake_itop.oql.columns import Column
from fake_itop.oql.query import ColumnOf, Operation, Term
from fake_itop.oql.syntax import Scalar

_CALLBACK = re.compile(r"\$this->(?P<method>\w+)|\\?(?P<owner>\w+)::(?P<static>\w+)")
OWN_ID = "id"


@dataclass(frozen=True)
class TicketLinks:
    """The attributes by which the tickets of an integration name each other."""

    integration: Integration

    @cached_property
    def filled(self) -> Mapping[tuple[Itop, str], tuple[Flow, ...]]:
        """By side and attribute: the flows that put the other side's id there."""
        found: dict[tuple[Itop, str], tuple[Flow, ...]] = {}
        for flow in self.integration.flows:
            for place in self._fills(flow):
                found[place] = (*found.get(place, ()), flow)
        return found

    def _fills(self, flow: Flow) -> list[tuple[Itop, str]]:
        there = [
            (flow.target, str(code))
            for code, value in flow.fields.items()
            if flow.creates and forms_in(value) == [OWN_ID] and self._may_link(flow, str(code))
        ]
        callback = callback_of(flow)
        here = [(flow.side, code) for code in sorted(callback.code.keeps_id_in)] if callback is not None else []
        return [(side, code) for side, code in (*there, *here) if side is not None]

    def _may_link(self, flow: Flow, code: str) -> bool:
        """A number, or what the other side uses as key: not any text in which our id stands."""
        attribute = flow.cls.attributes.get(code) if flow.cls is not None else None
        return (flow.target, code) in self.used or isinstance(attribute, AttributeInteger)

    @cached_property
    def used(self) -> frozenset[tuple[Itop, str]]:
        """By side and attribute: what payloads take for the key of an object of the other side."""
        return frozenset(
            (flow.side, code) for flow in self.integration.flows if flow.writes for code in self.key_codes(flow)
        )

    @cached_property
    def all(self) -> frozenset[tuple[Itop, str]]:
        """Every attribute that holds, or is meant to hold, the other side's id."""
        return self.used | frozenset(self.filled)

    def of(self, side: Itop) -> frozenset[str]:
        """Those of one side."""
        return frozenset(code for owner, code in self.all if owner is side)

    def linked(self, side: Itop, cls: MetaClass | None) -> dict[str, Possible]:
        """What is known of a ticket that has a counterpart."""
        known = cls.attributes if cls is not None else {}
        return {code: SOME_ID for code in self.of(side) if code in known}

    def key_codes(self, flow: Flow) -> frozenset[str]:
        """The attributes of the own object from which a flow's key is made, its own id left out, and what is compared
        with a text of the other side's: a title, a reference.
        """
        texts = list(flow.key.values()) if isinstance(flow.key, Mapping) else [flow.key]
        known = flow.source.attributes if flow.source is not None else {}
        codes = (code for text in texts for code in forms_in(text))
        compared = matched(flow) or {}
        plain = {
            ours for theirs, ours in compared.items() if theirs != OWN_ID and (flow.target, theirs) not in self._ids
        }
        return frozenset(code for code in codes if code in known and _may_hold_id(flow, code) and code not in plain)

    @cached_property
    def _ids(self) -> frozenset[tuple[Itop | None, str]]:
        """By side and attribute: what is filled with an id, by whatever makes the counterpart or by what it answers."""
        creating = [flow for flow in self.integration.flows if flow.creates]
        there = (
            (flow.target, str(code))
            for flow in creating
            for code, value in flow.fields.items()
            if forms_in(value) == [OWN_ID]
        )
        callbacks = ((flow.side, callback_of(flow)) for flow in self.integration.flows)
        here = ((side, code) for side, found in callbacks if found is not None for code in found.code.keeps_id_in)
        return frozenset((*there, *here))


def matched(flow: Flow) -> Mapping[str, str] | None:
    """By which attributes a flow's key finds its object over there, and what of the own object each has to equal.

    Empty where the key names an object outright, ``None`` where what it compares cannot be read.
    """
    if isinstance(flow.key, Mapping):
        named = {str(code): forms_in(value) for code, value in flow.key.items()}
        return {code: forms[0] for code, forms in named.items() if forms}
    forms = forms_in(flow.key)
    if not forms:
        return {}
    if only_form(flow.key) is not None:
        return {OWN_ID: forms[0]}
    return _compared(flow, forms) or None


def _compared(flow: Flow, forms: list[str]) -> dict[str, str]:
    """What a key that is a query compares with what of the own object: each placeholder stands as a number."""
    samples = {str(number): form for number, form in enumerate(forms, SOME_IDS[0])}
    text = with_forms(flow.key, lambda form: next(number for number, each in samples.items() if each == form))
    try:
        parsed = flow.target.db.engine.parse(text) if flow.target is not None else None
    except OqlError:
        return {}
    selections = parsed.selections if parsed is not None else ()
    terms = (term for each in selections if each.where is not None for term in _conjuncts(each.where))
    return {
        column.attribute: samples[str(value)]
        for term in terms
        if isinstance(term, Operation) and term.name == "="
        for column, value in _sides(term)
        if str(value) in samples
    }


def _conjuncts(term: Term) -> Iterator[Term]:
    if isinstance(term, Operation) and term.name == "AND":
        for part in term.terms:
            yield from _conjuncts(part)
    else:
        yield term


def _sides(term: Operation) -> Iterator[tuple[Column, Any]]:
    match term.terms:
        case (ColumnOf(slot=0, column=column), Scalar(value=value)) | (
            Scalar(value=value),
            ColumnOf(slot=0, column=column),
        ):
            yield column, value


def _may_hold_id(flow: Flow, code: str) -> bool:
    attribute = flow.source.attributes[code] if flow.source is not None else None
    return attribute is not None and attribute.stored and attribute.type_name in _ID_KINDS


_ID_KINDS = ("AttributeInteger", "AttributeString")


@dataclass(frozen=True)
class CallbackMethod:
    """A callback's method, and the class that declares it."""

    owner: MetaClass
    method: Method

    @property
    def code(self) -> CallbackCode:
        """What it does."""
        return CallbackCode(self.method.code)


def find_callback(model: Datamodel, cls: MetaClass, name: str) -> CallbackMethod | None:
    """The method that an action names as callback, for objects of a class."""
    named = _CALLBACK.fullmatch(name.strip())
    if named is None:
        return None
    owner = cls if named["method"] else model.classes.get(named["owner"])
    wanted = named["method"] or named["static"]
    above = owner.ancestors if owner is not None else ()
    return next((CallbackMethod(each, each.methods[wanted]) for each in above if wanted in each.methods), None)


def callback_of(flow: Flow) -> CallbackMethod | None:
    """The method that reads a flow's answer, if there is one."""
    name = flow.action["process_response_callback"]
    return find_callback(flow.side.model, flow.source, name) if name and flow.source is not None else None
