"""What a real iTop would answer to a request, as far as that depends on the request and not on its data.

There are no rules here: each part of the request is given to the code that answers requests, in a trial, and what that
refuses becomes a finding at its place. In the end the whole request is tried, with what was refused left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeEnum,
    AttributeEnumSet,
    AttributeExternalKey,
    AttributeLinkedSet,
    AttributeSet,
    PhpFatalError,
)
from fake_itop.datamodel.model import MetaClass
from fake_itop.objects.draft import Draft
from fake_itop.objects.errors import ObjectError, SaveRefusedError
from fake_itop.objects.keys import is_query
from fake_itop.objects.writing import PASSED_OVER, write_fields
from fake_itop.oql import OqlError
from fake_itop.payloads.findings import Pointer, Severity
from fake_itop.payloads.json_text import Document
from fake_itop.payloads.parameters import OUTPUT_FIELDS, PARAMETERS
from fake_itop.payloads.places import Notes
from fake_itop.payloads.saying import instead, one_line, part_of, query_fix
from fake_itop.payloads.trial import Trial
from fake_itop.rest.output import OutputFields
from fake_itop.values import messages
from fake_itop.values.php_types import is_numeric, to_int, to_str

Refusal = ObjectError | OqlError | PhpFatalError
REFUSALS = (ObjectError, OqlError, PhpFatalError)
ONE_OBJECT = ("core/update", "core/apply_stimulus")
"""Operations whose key must find exactly one object."""
ENOUGH = 100
"""As many refused parts are told of."""
_ABOUT = re.compile(r"\((\w+)\) : ")
"""Which attribute an issue of a save is about."""
_OF_DATA = re.compile(
    r"is already linked to|^Object already exists: |^Login must be unique|Invalid object|^No item found"
)
"""Issues that depend on the objects that are there (`messages.already_linked` and its kin)."""


@dataclass
class Meaning:
    """The judgement of one request: ``data`` is what it says, ``document`` the text in which it stands."""

    trial: Trial
    document: Document
    notes: Notes
    data: Mapping[Any, Any]
    root: Pointer = ()
    refused: set[str] = field(default_factory=set)
    """Parts that are left out when the whole is tried."""

    def judge(self) -> None:
        """Make all findings about the request."""
        verb = self._operation()
        if verb is None or verb == "list_operations":
            return
        self._parameters(verb)
        cls = self._class(verb)
        if cls is not None:
            self._key(verb, cls)
            if OUTPUT_FIELDS in PARAMETERS[verb]:
                self._output_fields(cls)
            target = self.trial.meant(cls, self.data.get("key")) if verb != "core/create" else cls
            self._fields(verb, target)
            self._stimulus(verb, target)
            self._whole(verb, cls, target)
        elif "class" not in {parameter.name for parameter in PARAMETERS[verb]}:
            self._try({**self.data, "operation": verb}, ())

    # Envelope

    def _operation(self) -> str | None:
        raw = self.data.get("operation")
        known = list(PARAMETERS)
        if raw is None:
            self._note(
                "FI201", messages.error(messages.missing_parameter("operation")), "name the operation", self.root
            )
            return None
        if isinstance(raw, str) and raw in known:
            return raw
        verb = to_str(raw)
        full = next((name for name in known if name.rpartition("/")[2] == verb.rpartition("/")[2].lower()), None)
        fix = f'write "{full}"' if full else instead(verb, known)
        self._note("FI202", messages.unknown_verb(verb, self.trial.VERSION), fix, (*self.root, "operation"))
        return full

    def _parameters(self, verb: str) -> None:
        known = {parameter.name: parameter for parameter in PARAMETERS[verb]}
        for name, parameter in known.items():
            if parameter.mandatory and self.data.get(name) is None:
                said = messages.error(messages.missing_parameter(name))
                self._note("FI203", said, f'add "{name}": {parameter.meaning}', self.root)
        for name in self.data:
            if name not in known and name != "operation":
                said = f"{verb} has no parameter {name!r}: it is passed over"
                self._note("FI206", said, instead(name, known), (*self.root, name), of_key=True)

    def _class(self, verb: str) -> MetaClass | None:
        if self.data.get("class") is None or "class" not in {parameter.name for parameter in PARAMETERS[verb]}:
            return None
        try:
            cls = self.trial.call(self.data).meta_class()
        except ObjectError as error:
            fix = instead(self.data["class"], self.trial.model.classes)
            self._note("FI204", messages.error(error.message), fix, (*self.root, "class"))
            return None
        if verb == "core/create" and cls.abstract:
            below = [other.name for other in self.trial.samples.concrete(cls)]
            said = f"{cls.name} is abstract: a real iTop breaks with HTTP 500"
            self._note("FI207", said, instead(cls.name, below), (*self.root, "class"))
            return None
        return cls

    # Key

    def _key(self, verb: str, cls: MetaClass) -> None:
        if "key" not in {parameter.name for parameter in PARAMETERS[verb]} or self.data.get("key") is None:
            return
        raw, pointer = self.data["key"], (*self.root, "key")
        if "key" in self.refused:
            return
        if is_numeric(raw):
            if to_int(raw) <= 0 and verb in ONE_OBJECT:
                said = messages.error(messages.invalid_object(cls.name, to_int(raw)))
                self._note("FI213", said, "give the id of an object", pointer, severity=Severity.ERROR)
                self.refused.add("key")
            return
        settled = self.trial.settle_own_key(cls, raw)
        if settled != raw:
            self._other_class(cls, raw, pointer)
            return
        self._refuse_key(cls, raw, pointer)

    def _refuse_key(self, cls: MetaClass, raw: Any, pointer: Pointer) -> None:
        """Say why a key can find nothing."""
        try:
            self.trial.run({"operation": "core/get", "class": cls.name, "key": raw, "output_fields": "id"})
        except REFUSALS as refusal:
            self.refused.add("key")
            self._note_refusal(
                refusal, pointer, "key", raw, self.trial.criteria_class(cls, raw) if isinstance(raw, Mapping) else cls
            )

    def _other_class(self, cls: MetaClass, raw: Any, pointer: Pointer) -> None:
        if not is_query(raw):
            return
        found = self.trial.db.engine.parse(raw).cls
        if not found.is_a(cls.name):
            said = f"the query finds objects of class {found.name}, not of {cls.name}"
            self._note("FI212", said, f"select {cls.name}, or a class below it", pointer)

    # Parts

    def _output_fields(self, cls: MetaClass) -> None:
        raw = self.data.get("output_fields")
        if raw is None:
            return
        for part in to_str(raw).split(",") if to_str(raw) not in ("*", "*+") else ():
            try:
                OutputFields.parse(cls, part)
            except ObjectError as error:
                self.refused.add("output_fields")
                pointer = (*self.root, "output_fields")
                spot = part_of(self.document, pointer, part.strip(), raw) if part.strip() else None
                fix = instead(part.strip(), ["id", *cls.attributes])
                self.notes.add("FI227", messages.error(error.message), fix, spot=spot, pointer=pointer)

    def _stimulus(self, verb: str, cls: MetaClass) -> None:
        raw = self.data.get("stimulus")
        if verb != "core/apply_stimulus" or raw is None:
            return
        if not self.trial.in_states(cls, to_str(raw)):
            known = cls.lifecycle.stimuli if cls.lifecycle is not None else ()
            said = f"no state of {cls.name} has the stimulus {to_str(raw)!r}"
            self.refused.add("stimulus")
            self._note("FI225", said, instead(raw, known), (*self.root, "stimulus"))

    # Fields

    def _fields(self, verb: str, cls: MetaClass) -> None:
        raw = self.data.get("fields")
        if raw is None or "fields" not in {parameter.name for parameter in PARAMETERS[verb]}:
            return
        fields = self.trial.call(self.data).fields()
        if not isinstance(raw, Mapping) and not fields and raw not in ([], ""):
            self._note("FI233", "fields that are no object count as none", "write an object", (*self.root, "fields"))
        draft = self.trial.draft(cls) if verb == "core/create" else self.trial.sample_draft(cls)
        for code, value in fields.items():
            if len(self.refused) >= ENOUGH:
                return
            if to_str(code) not in self.refused:
                self._field(draft, cls, to_str(code), value)

    def _field(self, draft: Draft, cls: MetaClass, code: str, raw: Any) -> None:
        pointer = (*self.root, "fields", code)
        attribute = cls.attributes.get(code)
        settled = self.trial.settle(attribute, raw) if attribute is not None else raw
        try:
            write_fields(self.trial.db, self.trial.session(), draft, {code: settled})
        except REFUSALS as refusal:
            self.refused.add(code)
            self._note_refusal(refusal, pointer, code, raw, cls)
            return
        if attribute is not None:
            self._value(draft, attribute, pointer, raw)

    def _value(self, draft: Draft, attribute: Attribute, pointer: Pointer, raw: Any) -> None:
        """What is accepted at first: refused when it is saved, dropped, or probably not meant."""
        if attribute.stored and attribute.writable and (issue := attribute.issue(draft.get(attribute.code))):
            self.refused.add(attribute.code)
            self._note_issue(messages.unexpected_value(attribute.label, attribute.code, issue), pointer, attribute, raw)
        if isinstance(attribute, AttributeSet) and isinstance(raw, list | dict) and raw:
            said = f"a JSON array empties {attribute.code}: what is in it is dropped"
            lost = Severity.ERROR if isinstance(attribute, AttributeEnumSet) else None
            self._note("FI226", said, 'write the codes in one text: "a, b"', pointer, severity=lost)
        if isinstance(attribute, AttributeExternalKey) and is_query(raw):
            self._other_class(self.trial.model[attribute.target], raw, pointer)
        if isinstance(attribute, AttributeLinkedSet) and isinstance(raw, list):
            self._links(pointer, raw)

    def _links(self, pointer: Pointer, raw: list[Any]) -> None:
        wrong = (position for position, item in enumerate(raw) if not isinstance(item, Mapping))
        for position in islice(wrong, ENOUGH):
            said = "what is no object is passed over in a link set"
            self._note("FI234", said, "write an object of the link's attributes", (*pointer, position))

    # The whole

    def _whole(self, verb: str, cls: MetaClass, target: MetaClass) -> None:
        if len(self.refused) >= ENOUGH:
            return
        data = {name: value for name, value in self.data.items() if value is not None and name not in self.refused}
        data["operation"] = verb
        for parameter in PARAMETERS[verb]:
            if parameter.mandatory and data.get(parameter.name) is None:
                data[parameter.name] = _stand_in(parameter.name, self.trial.samples.id_of(cls))
        if "key" in data:
            data["key"] = self.trial.settle_own_key(cls, data["key"])
        if verb in ("core/create", *ONE_OBJECT):
            data["fields"] = self._accepted_fields(target, data)
        if verb == "core/delete":
            data["simulate"] = True
        if verb != "core/apply_stimulus":
            self._try(data, (), target)
        elif "stimulus" not in self.refused and self.data.get("stimulus") is not None:
            self._try_states(data, target)

    def _accepted_fields(self, target: MetaClass, data: Mapping[Any, Any]) -> dict[Any, Any]:
        fields = self.trial.call(data).fields()
        accepted = {code: raw for code, raw in fields.items() if to_str(code) not in self.refused}
        return self.trial.settle_fields(target, accepted)

    def _try_states(self, data: Mapping[Any, Any], target: MetaClass) -> None:
        """A stimulus is fine if any state takes it."""
        states = self.trial.in_states(target, to_str(data["stimulus"]))
        for record in states[1:]:
            try:
                self.trial.run(data, record)
            except REFUSALS:
                continue
            return
        self._try(data, states[:1], target)

    def _try(self, data: Mapping[Any, Any], present: tuple[Any, ...], target: MetaClass | None = None) -> None:
        try:
            self.trial.run(data, *present)
        except SaveRefusedError as refusal:
            own = self.trial.own_issues(target) if target is not None and data["operation"] != "core/create" else ()
            for issue in refusal.issues:
                if issue not in own and not _OF_DATA.search(issue):
                    self._note_save_issue(issue, target)
        except REFUSALS as refusal:
            if not _OF_DATA.search(_said(refusal)):
                self._note_whole(refusal)

    def _note_whole(self, refusal: Refusal) -> None:
        said = messages.error(_said(refusal))
        if "page" in said and isinstance(refusal, ObjectError):
            self._note("FI235", _said(refusal), "give a whole number above 0", (*self.root, "page"))
        elif "direction" in said:
            self._note("FI235", _said(refusal), 'write "up" or "down"', (*self.root, "direction"))
        else:
            self._note("FI231", one_line(said), "put right what the message names", self.root)

    def _note_save_issue(self, issue: str, cls: MetaClass | None) -> None:
        about = _ABOUT.search(issue)
        code = about[1] if about is not None else ""
        if code in self.refused:
            return
        fields = self.data.get("fields")
        given = isinstance(fields, Mapping) and code in fields
        attribute = cls.attributes.get(code) if cls is not None else None
        pointer = (*self.root, "fields", code) if given else (*self.root, "fields")
        if attribute is not None and given:
            self._note_issue(issue, pointer, attribute, fields[code] if isinstance(fields, Mapping) else None)
        elif attribute is not None:
            said = f"{attribute.code} is mandatory: {messages.error(issue)}"
            self._note("FI224", said, f'add "{code}" to the fields', pointer, of_key=True)
        else:
            self._note("FI231", messages.error(issue), "put right what the message names", pointer)

    # Wording

    def _note_refusal(self, refusal: Refusal, pointer: Pointer, code: str, raw: Any, cls: MetaClass) -> None:
        """A finding for what refuses one part."""
        said = _said(refusal)
        shown = one_line(messages.error(said), 300)
        if isinstance(refusal, PhpFatalError):
            self._note("FI230", f"a real iTop breaks on this value of {code} with HTTP 500", "write a text", pointer)
        elif _takes_query(cls, code) and (query := _broken_query(self.trial, raw)):
            self._note_query(query, pointer, raw, shown)
        elif unknown := re.fullmatch(r"(?:\w+: )*(\w+): Unknown attribute", said):
            self._note_unknown(unknown[1], pointer, raw, cls, shown)
        elif said.endswith(messages.WRONG_KEY):
            self._note("FI210", shown, "write an id, an OQL query or an object of criteria", pointer)
        elif code in cls.attributes and said.endswith(messages.read_only(cls.name, code)):
            self._note("FI221", shown, f"leave {code} out: it is worked out by iTop", pointer, of_key=True)
        else:
            self._note("FI223", shown, "put right what the message names", pointer)

    def _note_unknown(self, name: str, pointer: Pointer, raw: Any, cls: MetaClass, said: str) -> None:
        if pointer[-1] == name:
            self._note("FI220", said, instead(name, _writable(cls)), pointer, of_key=True)
            return
        below = (*pointer, name) if isinstance(raw, Mapping) and name in raw else pointer
        attribute = cls.attributes.get(str(pointer[-1]))
        owner = self.trial.model[attribute.target] if isinstance(attribute, AttributeExternalKey) else cls
        if isinstance(attribute, AttributeLinkedSet):
            owner = self.trial.model[attribute.linked_class]
        self._note("FI220", said, instead(name, owner.attributes), below, of_key=below != pointer)

    def _note_query(self, error: OqlError, pointer: Pointer, raw: str, said: str) -> None:
        """A finding where a query in a text value is wrong."""
        spot = None
        if error.position is not None:
            start = len(raw.encode("utf-8", "surrogateescape")[: error.position].decode("utf-8", "replace"))
            spot = self.document.inside(pointer, start, error.length)
        self.notes.add("FI211", said, query_fix(error), spot=spot, pointer=pointer)

    def _note_issue(self, issue: str, pointer: Pointer, attribute: Attribute, raw: Any) -> None:
        said = one_line(messages.error(issue), 300)
        if isinstance(attribute, AttributeEnum) and raw not in (None, ""):
            self._note("FI222", said, instead(raw, attribute.values), pointer)
        elif messages.NULL_NOT_ALLOWED in issue:
            self._note("FI224", said, "give it a value", pointer)
        else:
            self._note("FI223", said, "put right what the message names", pointer)

    def _note(
        self,
        code: str,
        message: str,
        fix: str,
        pointer: Pointer,
        *,
        of_key: bool = False,
        severity: Severity | None = None,
    ) -> None:
        locate: Callable[[Pointer], tuple[int, int]] = self.document.key_spot if of_key else self.document.spot
        self.notes.add(code, message, fix, spot=locate(pointer), pointer=pointer, severity=severity)


def _takes_query(cls: MetaClass, code: str) -> bool:
    return code == "key" or isinstance(cls.attributes.get(code), AttributeExternalKey)


def _broken_query(trial: Trial, raw: Any) -> OqlError | None:
    if not is_query(raw):
        return None
    try:
        trial.run_query(raw)
    except OqlError as error:
        return error
    return None


def _said(refusal: Refusal) -> str:
    return refusal.message if isinstance(refusal, ObjectError | OqlError) else str(refusal)


def _writable(cls: MetaClass) -> list[str]:
    return [code for code, attribute in cls.attributes.items() if attribute.writable and code != PASSED_OVER]


def _stand_in(name: str, sample: int) -> Any:
    """A value for a parameter that is missing, so that the rest can be tried."""
    return {"key": sample, "fields": {}, "comment": "-", "relation": "impacts"}.get(name, "")
