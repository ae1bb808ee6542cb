"""Placeholders in the texts of an action: ``$this->title$``, ``$current_contact->email$``, ``$APP_URL$``.

An object's placeholders may be written with ``->`` or ``-&gt;``, between dollars or between ``%24``. They are replaced
one after another, each everywhere in the text: a value that holds a placeholder which comes later is expanded itself
(recordings ``placeholder``, "values are not expanded again", whose title promises too much).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeBoolean,
    AttributeCaseLog,
    AttributeDateTime,
    AttributeEnum,
    AttributeExternalKey,
    AttributeLinkedSet,
    AttributeTagSet,
    LogEntry,
)
from fake_itop.datamodel.model import MetaClass
from fake_itop.notifications import texts
from fake_itop.notifications.hyperlinks import Hyperlinks
from fake_itop.notifications.template_rules import NEWEST, Escape, TemplateRules
from fake_itop.objects.database import Database
from fake_itop.objects.linksets import linked
from fake_itop.objects.session import Session
from fake_itop.store import Record
from fake_itop.values.budget import spend
from fake_itop.values.php_types import to_str

MAX_LINKED = 100
"""As many objects of a link set are listed (iTop's setting ``max_linkset_output``)."""
OBJECTS = ("this", "trigger", "action", "mentioned", "attachment", "current_contact", "current_user")
"""Whose forms a placeholder may name; which of them there are, the trigger and the actor decide."""
SCALARS = ("current_contact_id", "APP_URL", "MODULES_URL")
FILE = ("mime_type", "file_name", "downloads_count", "data", "data_as_base64")
"""What ``$file->…$`` may say of a file that was downloaded."""
VERBS = ("label", "text", "html", "raw", "head", "head_html", "name", "url", "hyperlink")
_VERB = re.compile(r"(\w+)\((.*)\)", re.DOTALL)
_LISTS = (AttributeCaseLog, AttributeLinkedSet, AttributeTagSet)

Form = Callable[[Record, str], str | None]


class TemplateValues:
    """Reads forms of objects, with the eyes of whoever acts.

    Labels are in ``language`` (an action's, such as ``FR FR``) as far as a design brings a dictionary of it, else in
    English.
    """

    def __init__(
        self, db: Database, session: Session, links: Hyperlinks, language: str = "", rules: TemplateRules = NEWEST
    ) -> None:
        self._db = db
        self._session = session
        self._links = links
        self._rules = rules
        self._escape = rules.escape
        self._translation = db.model.translations.get(language)
        self._verbs: dict[str, Form] = {
            "label": self._label,
            "text": self._text,
            "html": self._html,
            "raw": self._raw,
            "head": self._head,
            "head_html": self._head_html,
            "name": self._name,
            "url": links.url,
            "hyperlink": links.hyperlink,
        }

    def read(self, record: Record, form: str) -> str | None:
        """The text that a form of an object gives; ``None`` if it has no such form."""
        *keys, last = form.split("->")
        for code in keys:
            key = record.cls.keys.get(code)
            if key is None:
                return None
            remote = self._target(record, key)
            if remote is None:
                return texts.UNDEFINED
            record = remote
        return self._last(record, last)

    def _last(self, record: Record, form: str) -> str | None:
        """A form without an arrow."""
        verb, code = verb_and_code(form)
        reading = self._verbs.get(verb) if verb else self._plain
        return None if reading is None else reading(record, code)

    # Forms

    def _target(self, record: Record, key: AttributeExternalKey) -> Record | None:
        remote = self._db.store.get(key.target, record[key.code]) if record[key.code] else None
        return remote if remote is not None and self._session.sees(remote) else None

    def _plain(self, record: Record, code: str) -> str | None:
        if code == "id":
            return str(record.id)
        attribute = record.cls.attributes.get(code)
        if attribute is None:
            return None
        if code in record.cls.link_sets:
            return "\n".join(self._names(record, record.cls.link_sets[code]))
        return attribute.plain(self._db.reader.read(record, code))

    def _label(self, record: Record, code: str) -> str | None:
        attribute = record.cls.attributes.get(code)
        if attribute is None or isinstance(attribute, _LISTS):
            return None
        value = self._db.reader.read(record, code)
        if isinstance(attribute, AttributeEnum):
            return self._value_label(record.cls, attribute, value)
        if isinstance(attribute, AttributeBoolean) and value is not None:
            return "yes" if value else "no"
        return self._plain(record, code)

    def _text(self, record: Record, code: str) -> str | None:
        attribute = record.cls.attributes.get(code)
        if attribute is None or isinstance(attribute, _LISTS):
            return None
        value = self._plain(record, code)
        return self._rules.text_form(value, self._db.rules.to_text) if value and attribute.is_html else value

    def _raw(self, record: Record, code: str) -> str | None:
        attribute = record.cls.attributes.get(code)
        return self._plain(record, code) if isinstance(attribute, AttributeDateTime) else None

    def _head(self, record: Record, code: str) -> str | None:
        log = self._log(record, code)
        return log if log is None or isinstance(log, str) else log.plain

    def _head_html(self, record: Record, code: str) -> str | None:
        log = self._log(record, code)
        return log if log is None or isinstance(log, str) else log.html

    def _log(self, record: Record, code: str) -> LogEntry | str | None:
        """A case log's newest entry, an empty text where it has none, ``None`` where it is no case log."""
        if code not in record.cls.logs:
            return None
        entries: tuple[LogEntry, ...] = record[code]
        return entries[-1] if entries else ""

    def _name(self, record: Record, argument: str) -> str | None:
        return None if argument else self._escape(self._db.reader.friendlyname(record))

    def _html(self, record: Record, code: str) -> str | None:
        attribute = record.cls.attributes.get(code)
        if attribute is None:
            return None
        if code in record.cls.link_sets:
            return _bullets(self._names(record, record.cls.link_sets[code]), self._escape)
        if code in record.cls.keys:
            target = self._target(record, record.cls.keys[code])
            return texts.UNDEFINED if target is None else self._links.reference(target)
        value = self._db.reader.read(record, code)
        if isinstance(attribute, AttributeEnum):
            label = self._value_label(record.cls, attribute, value)
            return _enum_as_html(record, attribute, value, self._escape(label))
        return _as_html(attribute, value, self._escape)

    def _value_label(self, cls: MetaClass, attribute: AttributeEnum, value: Any) -> str:
        english = attribute.values.get(value, "")
        if not english or self._translation is None:
            return english
        lineage = [above.name for above in cls.ancestors]
        return self._translation.translated(lineage, attribute.code, value) or english

    def _names(self, record: Record, attribute: AttributeLinkedSet) -> list[str]:
        """How the objects of a link set are called: for links, the objects at their far ends."""
        shown = linked(self._db, self._session, record, attribute)[:MAX_LINKED]
        if attribute.ext_key_to_remote:
            code = f"{attribute.ext_key_to_remote}_friendlyname"
            return [to_str(self._db.reader.read(link, code)) for link in shown]
        return [self._db.reader.friendlyname(item) for item in shown]


def _as_html(attribute: Attribute, value: Any, escape: Escape) -> str:
    """A value as ``html(…)`` gives it."""
    if isinstance(attribute, AttributeCaseLog):
        return _log_table(value, escape)
    if attribute.is_html:
        return f'<div class="HTML ibo-is-html-content" >{value}</div>'
    return escape(attribute.plain(value))


def _enum_as_html(record: Record, attribute: AttributeEnum, value: Any, label: str) -> str:
    """An enum's label, which is HTML; a state shows in its colours."""
    if attribute.code == record.cls.state_attribute and value in attribute.values:
        return _badge(record, attribute.code, value, label)
    return label


def _log_table(entries: tuple[LogEntry, ...], escape: Escape) -> str:
    """A whole log, newest first."""
    rows = "".join(_log_row(entry, escape) for entry in reversed(entries))
    return f'<table style="width:100%;table-layout:fixed"><tr><td>{rows}</td></tr></table>'


def _log_row(entry: LogEntry, escape: Escape) -> str:
    kind = "caselog_entry_html" if entry.format == "html" else "caselog_entry"
    return (
        f'<div class="caselog_header" style=""><span class="caselog_header_date">{entry.date}</span> - '
        f'<span class="caselog_header_user">{escape(entry.user_login)}</span>:</div>'
        f'<div class="{kind}" style="">{entry.html or ""}</div>'
    )


def _bullets(names: list[str], escape: Escape) -> str:
    return f"<ul>{''.join(f'<li>{escape(name)}</li>' for name in names)}</ul>" if names else ""


def _badge(record: Record, code: str, value: str, label: str) -> str:
    """A state in its colours. A real iTop's id is random; this one tells badges apart as well."""
    unique = hashlib.blake2s(f"{record.cls.name}::{record.id}.{code}={value}".encode(), digest_size=7).hexdigest()
    style = f"ibo-dm-enum--{record.cls.name}-{code}-{value}"
    return (
        f'<div id="ibo-field-badge-{unique}"\n            class="ibo-field-badge ibo-content-block ibo-block {style} '
        f'ibo-field-badge "\n                        >'
        f'<span class="ibo-field-badge--label">{label}</span></div>'
    )


_ARROW = r"-(?:>|&gt;)"


class Placeholders:
    """The objects and the plain values that placeholders may name, in the order in which they are replaced."""

    def __init__(self, objects: Mapping[str, Record], scalars: Mapping[str, str], values: TemplateValues) -> None:
        self._patterns = {name: _pattern(name) for name in objects}
        self._objects = objects
        self._scalars = scalars
        self._values = values

    def expand(self, text: str) -> str:
        """The text with all placeholders replaced that can be; the others stay as they are."""
        if "$" not in text and "%24" not in text:
            return text
        for placeholder, value in dict.fromkeys(self._found(text)):
            spend("text", text.count(placeholder) * len(value))
            text = text.replace(placeholder, value)
        return text

    def expand_json(self, value: Any) -> Any:
        """A JSON value with all texts in it expanded, keys too; numbers, booleans and null stay what they are."""
        if isinstance(value, str):
            return self.expand(value)
        if isinstance(value, list):
            return [self.expand_json(item) for item in value]
        if isinstance(value, dict):
            return {self.expand_json(key): self.expand_json(item) for key, item in value.items()}
        return value

    def _found(self, text: str) -> Iterator[tuple[str, str]]:
        for name, record in self._named(text):
            for match in self._patterns[name].finditer(text):
                value = self._values.read(record, _form(match))
                if value is not None:
                    yield match[0], value
        for name, value in self._scalars.items():
            yield f"${name}$", value
            yield f"%24{name}%24", value

    def _named(self, text: str) -> list[tuple[str, Record]]:
        """The objects whose names stand in a text: most texts name one, and a search costs less than a pattern."""
        return [(name, record) for name, record in self._objects.items() if name in text]


def verb_and_code(form: str) -> tuple[str, str]:
    """``head(private_log)`` as its verb and its attribute; no verb where there is none."""
    verb = _VERB.fullmatch(form)
    return (verb[1], verb[2]) if verb is not None else ("", form)


def forms_in(text: Any) -> list[str]:
    """What a text takes of the object that sets off its action, such as ``title`` or ``head(private_log)``."""
    return [_form(found) for found in _pattern("this").finditer(text)] if isinstance(text, str) else []


def only_form(text: Any) -> str | None:
    """The form that a text is nothing but, blanks around it aside; ``None`` where it is more, or less."""
    found = _pattern("this").fullmatch(text.strip()) if isinstance(text, str) else None
    return None if found is None else _form(found)


def with_forms(text: str, value_of: Callable[[str], str]) -> str:
    """A text with another text in place of what it takes of the object."""
    return _pattern("this").sub(lambda found: value_of(_form(found)), text)


def _form(found: re.Match[str]) -> str:
    return (found["form"] or found["encoded"]).replace("-&gt;", "->")


@cache
def _pattern(name: str) -> re.Pattern[str]:
    plain = rf"\${name}{_ARROW}(?P<form>[^$]+)\$"
    encoded = rf"%24{name}{_ARROW}(?P<encoded>[^%24]+)%24"  # so it is: a code with a 2 or a 4 does not match
    return re.compile(f"{plain}|{encoded}")
