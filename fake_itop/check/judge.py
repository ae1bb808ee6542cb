"""The judge: ``check`` says what a real iTop would think of a text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from fake_itop.check.captured import judge_journal, judge_reply, judge_webhook
from fake_itop.check.designs import TICKET, TUTORIAL, designs_below, judge_design, named_addition
from fake_itop.check.json_text import Document, read
from fake_itop.check.meaning import Scope, judge_meaning
from fake_itop.check.php import judge_php
from fake_itop.check.places import Lines, Notes, near_duplicates_removed
from fake_itop.check.recognition import Receiver, TextKind, recognise
from fake_itop.check.saying import LONGEST, chars_before, note_syntax, one_line, query_fix
from fake_itop.check.templates import Template
from fake_itop.check.trial import Trial
from fake_itop.datamodel import Datamodel, UnknownClassError
from fake_itop.datamodel.attributes import Attribute, AttributeCaseLog, AttributeString, LogEntry
from fake_itop.datamodel.model import MetaClass
from fake_itop.findings import Finding, Report, Severity
from fake_itop.notifications.json_payloads import PreparationError
from fake_itop.oql import OqlError
from fake_itop.oql import parse as parse_oql
from fake_itop.profiles import DEFAULT, VersionProfile, newest_of
from fake_itop.profiles.rules import JSON_PAYLOAD
from fake_itop.store import Record
from fake_itop.values.php_types import to_str
from fake_itop.values.secrets import is_secret

CODE = "FI701"
NASTY = 'say "no" \\ and\nagain'
"""What people may write: a quote, a backslash and a line end."""
NASTY_HTML = f'<p class="x">{NASTY}</p>'


def note_breaks(text: str, this: MetaClass, trial: Trial, notes: Notes) -> None:
    """Note which attributes' values make a template that works on the newest version break on the trial's."""
    profile = trial.profile
    newest = newest_of(profile)
    breaking = list(_breaking(text, this, trial, newest)) if profile is not newest else []
    if not breaking:
        return
    codes = ", ".join(breaking)
    what = f"a quote, a backslash or a line end in {codes} makes it no JSON"
    said = f"works on {newest.name}, breaks on {profile.name}: {what}"
    since = JSON_PAYLOAD.since_after(profile.variant(JSON_PAYLOAD))
    fix = f"send ids and codes, and read the rest by REST; or update {JSON_PAYLOAD.component.value} to {since}"
    start = text.index(breaking[0])
    notes.add(CODE, said, fix, spot=(start, start + len(breaking[0])))


def _breaking(text: str, this: MetaClass, trial: Trial, newest: VersionProfile) -> Iterator[str]:
    filled = trial.samples.filled(this)
    for code, attribute in this.attributes.items():
        nasty = _nasty(attribute)
        if nasty is None or code not in this.columns or not re.search(rf"\b{code}\b", text):
            continue
        record = filled.with_values({code: nasty})
        if _is_sent(text, record, trial, newest) and not _is_sent(text, record, trial, trial.profile):
            yield code


def _nasty(attribute: Attribute) -> object:
    if isinstance(attribute, AttributeCaseLog):
        return (LogEntry("2026-01-31 12:00:00", "Somebody", 1, NASTY_HTML),)
    if attribute.is_html:
        return NASTY_HTML
    return NASTY if isinstance(attribute, AttributeString) else None


def _is_sent(text: str, record: Record, trial: Trial, profile: VersionProfile) -> bool:
    try:
        profile.notifications.expand_json(trial.placeholders(record), text)
    except PreparationError:
        return False
    return True


TOO_DEEP = "FI118"
DEFAULT_CLASS = "UserRequest"
_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a character, which no file holds."""
_WRITTEN = re.compile(r'"([\w-]+)"\s*:\s*"(?!\$|\*|")')
"""A name with a text that is neither empty, nor hidden, nor put in when it is sent."""


def check(
    text: str,
    *,
    path: str = "-",
    kind: TextKind | str | None = None,
    designs: Sequence[Path | str] | None = None,
    target_designs: Sequence[Path | str] | None = None,
    this: str = DEFAULT_CLASS,
    watched: Sequence[str] | None = None,
    profile: VersionProfile = DEFAULT,
    receiver: Receiver | str | None = None,
) -> Report:
    """Judge one text.

    Args:
        text: what is to be judged.
        path: where it comes from; its ending helps to recognise it, and the report names it.
        kind: what it is, unless it is to be recognised.
        designs: the sender's design deltas, as `fake_itop.datamodel.load` takes them. Without any said, a standard
            datamodel, or the tutorial's where the text names what it adds to tickets.
        target_designs: the receiver's; those of the sender if not given.
        this: the class whose trigger sends a template.
        watched: the attributes that the trigger watches, if known.
        profile: the version that both sides are of.
        receiver: whom a template is for; else one that names neither an operation nor a class is for no iTop.

    Raises:
        DesignError: a design cannot be used.
        UnknownClassError: the datamodel has no class ``this``.
        ValueError: there is no such kind or receiver.
    """
    judge = Judge(
        None if designs is None else tuple(designs),
        None if target_designs is None else tuple(target_designs),
        this,
        profile,
        receiver=None if receiver is None else Receiver(receiver),
    )
    return judge.judge(text, path=path, kind=None if kind is None else TextKind(kind), watched=watched)


@lru_cache(maxsize=8)
def _trial(model: Datamodel, profile: VersionProfile) -> Trial:
    """A trial forgets what is tried on it, so it serves for all texts."""
    return Trial(model, profile)


@dataclass(frozen=True)
class Judge:
    """A judge for one pair of datamodels, for as many texts as there are."""

    designs: tuple[Path | str, ...] | None = None
    """The sender's; ``None`` where nobody says (`fake_itop.check.designs`)."""
    target_designs: tuple[Path | str, ...] | None = None
    """The receiver's; the sender's if not said."""
    this_name: str = DEFAULT_CLASS
    profile: VersionProfile = DEFAULT
    """The version that the sender is of."""
    target_profile: VersionProfile | None = None
    """The receiver's; the sender's if not said."""
    receiver: Receiver | None = None
    """Whom templates are for, if that is known."""

    @cached_property
    def sender(self) -> Trial:
        """The instance that a template is expanded on."""
        return _trial(self.profile.datamodel(self.designs or ()), self.profile)

    @cached_property
    def target(self) -> Trial:
        """The instance that requests are tried on."""
        if self.target_designs is None and self.target_profile is None:
            return self.sender
        profile = self.target_profile or self.profile
        designs = self.designs if self.target_designs is None else self.target_designs
        return _trial(profile.datamodel(designs or ()), profile)

    @property
    def this(self) -> MetaClass:
        """The class whose trigger sends a template."""
        model = self.sender.model
        if self.this_name not in model:
            raise UnknownClassError(self.this_name)
        return model[self.this_name]

    def judge(
        self, text: str, *, path: str = "-", kind: TextKind | None = None, watched: Sequence[str] | None = None
    ) -> Report:
        text = _SURROGATE.sub("\ufffd", text)
        kind = kind or recognise(text, path)
        notes = Notes(Lines(text))
        self.of(text, kind, notes).note(text, path, kind, notes, watched)
        return Report(path, kind, tuple(near_duplicates_removed(notes.sorted())), text)

    def of(self, text: str, kind: TextKind, notes: Notes | None = None) -> Judge:
        """The judge for one text: with the tutorial's design if none was said and the text names what it adds."""
        named = named_addition(text) if self.designs is None and kind not in (TextKind.DESIGN, TextKind.PHP) else None
        if named is None:
            return self
        if notes is not None:
            said = f"judged with the tutorial's design, since a standard {TICKET} has no {named[0]}"
            notes.add("FI001", said, "name the sender's --design", spot=named.span())
        return replace(self, designs=(TUTORIAL,))

    def note(self, text: str, path: str, kind: TextKind, notes: Notes, watched: Sequence[str] | None) -> None:
        """Make all findings about one text."""
        match kind:
            case TextKind.DESIGN:
                below = designs_below(path, self.designs or ())
                judge_design(text, notes, below, self.profile.datamodel(below), self.this_name)
            case TextKind.PHP:
                judge_php(text, notes)
            case TextKind.OQL:
                self._oql(text, notes)
            case TextKind.JOURNAL:
                judge_journal(text, notes, self._findings)
            case TextKind.WEBHOOK:
                judge_webhook(text, notes, self._findings, self.target.versions)
            case TextKind.REPLY:
                judge_reply(text, notes, self.sender.model)
            case TextKind.WIRING:
                note_syntax(read(text), notes)  # what its steps do shows only the whole, which the doctor reads
            case _:
                self._request(text, notes, is_template=kind is TextKind.TEMPLATE, watched=watched)

    def sent(self, value: Any) -> Any:
        """What a template becomes for a filled sample of the triggering class."""
        sender = self.sender
        return sender.placeholders(sender.samples.filled(self.this)).expand_json(value)

    def _findings(self, text: str, kind: TextKind | None = None) -> tuple[Finding, ...]:
        return self.judge(text, kind=kind).findings

    def _oql(self, text: str, notes: Notes) -> None:
        query = text.strip()
        try:
            parse_oql(query, self.sender.model)
        except OqlError as error:
            start = text.index(query) + chars_before(query, error.position or 0)
            notes.add(
                "FI211",
                one_line(error.message, LONGEST),
                query_fix(error.reason, query),
                spot=(start, start + error.length),
            )

    def _request(self, text: str, notes: Notes, *, is_template: bool, watched: Sequence[str] | None) -> None:
        document = read(text)
        notes.locate = document.spot
        note_syntax(document, notes)
        _secrets(text, notes, self.target.model.secret_codes)
        if is_template and self._is_for_another(document.value, notes):
            self._expanded(document, notes, watched)
            return
        if not isinstance(document.value, Mapping):
            if document.is_valid:
                notes.add("FI209", "a request is a JSON object", 'write {"operation": …}')
            return
        if any(finding.code == TOO_DEEP for finding in notes.made):
            return
        try:
            self._meaning(text, document, notes, is_template=is_template, watched=watched)
        except RecursionError:
            said = "nested so deeply that nothing is said of its meaning"
            notes.add(TOO_DEEP, said, "nest less", severity=Severity.WARNING)

    def _is_for_another(self, value: Any, notes: Notes) -> bool:
        """Whether a template is for a service that is no iTop: no rule of the REST API goes for it then."""
        if self.receiver is not None:
            return self.receiver is Receiver.OTHER
        names_none = isinstance(value, Mapping) and bool(value) and not value.keys() & {"operation", "class"}
        if names_none:
            said = "neither an operation nor a class: judged as for a receiver that is no iTop"
            notes.add("FI002", said, "say --receiver itop if it is for one")
        return names_none

    def _meaning(
        self, text: str, document: Document, notes: Notes, *, is_template: bool, watched: Sequence[str] | None
    ) -> None:
        if not is_template:
            judge_meaning(Scope(self.target, document, notes, document.value))
            return
        data, literal = self._expanded(document, notes, watched)
        note_breaks(text, self.this, self.sender, notes)
        judge_meaning(Scope(self.target, document, notes, data, refused=literal))

    def _expanded(
        self, document: Document, notes: Notes, watched: Sequence[str] | None
    ) -> tuple[Mapping[Any, Any], set[str]]:
        """What a template becomes, and the parts in which a placeholder stays as it is.

        Of a key in which one does the rest is judged: what else a query says, and the other criteria.
        """
        value = document.value
        written = self.target.model.classes.get(to_str(value.get("class"))) if isinstance(value, Mapping) else None
        seen = None if watched is None else frozenset(watched)
        template = Template(self.sender, document, notes, self.this, written, seen)
        data = template.expanded(value)
        literal = {str(at[1] if at[0] == "fields" and len(at) > 1 else at[0]) for at in template.literal if at}
        if "key" in literal and (rest := template.rest_of_key(data["key"])):
            data = {**data, "key": rest}
            literal.remove("key")
        return data, literal


def _secrets(text: str, notes: Notes, codes: Collection[str]) -> None:
    if "core/check_credentials" in text:
        return
    for found in _WRITTEN.finditer(text):
        if not is_secret(found[1], codes):
            continue
        said = f"{found[1]} holds a secret, which ends up in logs and in the history"
        notes.add("FI310", said, "leave it out: the connection logs in", spot=found.span(1))
