"""Placeholders in payload templates: whether they will be replaced, and by something that fits where it stands.

They are expanded by the code that expands them in actions, for a sample object of the triggering class.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from fake_itop.check.json_text import Document
from fake_itop.check.places import Notes
from fake_itop.check.saying import instead
from fake_itop.check.trial import Trial
from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeCaseLog,
    AttributeExternalKey,
    AttributeString,
    AttributeText,
)
from fake_itop.datamodel.model import MetaClass
from fake_itop.findings import Pointer
from fake_itop.notifications.hyperlinks import PORTALS
from fake_itop.notifications.placeholders import FILE, OBJECTS, SCALARS, VERBS, Placeholders, verb_and_code
from fake_itop.notifications.texts import UNDEFINED
from fake_itop.objects.keys import is_query
from fake_itop.values.php_types import is_numeric, to_int

ARROWS = ("->", "-&gt;")
_ARROW = r"\s*(?:->|-&gt;|→|⇒|=>|–>|—>|-\s>|\.)\s*"
TOKEN = re.compile(
    rf"\$(?P<name>[A-Za-z_]\w*)(?:(?P<arrow>{_ARROW})(?P<form>[^$\n]+?))?\$"
    rf"|%24(?P<coded>[A-Za-z_]\w*)(?P<coded_arrow>{_ARROW})(?P<coded_form>.+?)%24"
    rf"|(?<![\w$>;%])(?P<unopened>(?:{'|'.join(OBJECTS)})(?:->|-&gt;)[\w()>-]+)\$"
    rf"|\$(?P<open>(?:{'|'.join(OBJECTS)}))(?P<open_arrow>{_ARROW})(?P<open_form>[\w()>-]*)"
)
"""What is a placeholder, or was meant to be one."""
SOME_ID = 7
"""What stands for an id that is not known."""
MANY = 1000
"""As many placeholders of one text are looked at."""
LONG = 200_000
"""Longer texts are tried with each of their placeholders once."""
_HTML_VERBS = ("html", "head_html", "hyperlink")


def looks_like_template(text: str) -> bool:
    """Whether a text holds placeholders of an object."""
    return any(found["arrow"] or found["coded"] or found["open"] or found["unopened"] for found in TOKEN.finditer(text))


@dataclass
class Template:
    """The placeholders of one template, for objects of class ``this``."""

    trial: Trial
    document: Document
    notes: Notes
    this: MetaClass
    target: MetaClass | None
    """The class that the template writes to, in the receiver's datamodel."""
    watched: frozenset[str] | None = None
    """The attributes that the trigger watches, if that is known."""
    literal: list[Pointer] = field(default_factory=list)
    """Where placeholders stay as they are."""

    def expanded(self, value: Any) -> Any:
        """The template as it is sent for a filled sample; all findings about its placeholders are made by the way."""
        filled = self.trial.placeholders(self.trial.samples.filled(self.this))
        bare = self.trial.placeholders(self.trial.samples.bare(self.this))
        for pointer, text in _texts(value, ()):
            self._text(pointer, text, filled, bare)
        data = filled.expand_json(_shortened(value))
        return self._with_key(value, data) if isinstance(data, dict) and self.target is not None else data

    def _with_key(self, value: Mapping[Any, Any], data: dict[Any, Any]) -> dict[Any, Any]:
        """A key that is just a text of the object: what people, or another side, write there is not known.

        Not so where iTop itself fills the attribute, as the reference of a ticket.
        """
        found = TOKEN.fullmatch(str(value.get("key")))
        source = self.this.attributes.get(found["form"] or found["coded_form"] or "") if found is not None else None
        if not isinstance(source, AttributeString) or source.code in self.trial.filled_by_itop(self.this):
            return data
        said = f"{source.code} is a text: the request is refused unless it holds the id of the object, or a query"
        fix = f"compare it in a query: SELECT {self.target.name if self.target else ''} WHERE … = '{value['key']}'"
        self.notes.add("FI214", said, fix, spot=self.document.spot(("key",)), pointer=("key",))
        return {**data, "key": SOME_ID}

    def rest_of_key(self, key: Any) -> Any:
        """A key without what a placeholder that stays is part of; empty where nothing is left."""
        if isinstance(key, str):
            return TOKEN.sub(str(SOME_ID), key) if is_query(key) else ""
        wrong = {pointer[1] for pointer in self.literal if pointer[:1] == ("key",)}
        return {code: value for code, value in key.items() if code not in wrong} if isinstance(key, Mapping) else ""

    def _text(self, pointer: Pointer, text: str, filled: Placeholders, bare: Placeholders) -> None:
        tokens = {found[0]: found for found in islice(TOKEN.finditer(text), MANY)}
        for found in tokens.values():
            if filled.expand(found[0]) == found[0]:
                self.literal.append(pointer)
                self._literal(pointer, found)
            else:
                self._fits(pointer, found)
        if tokens and len(text) < LONG:
            self._may_be_empty(pointer, text, bare)

    def _add(self, code: str, message: str, fix: str, pointer: Pointer, found: re.Match[str]) -> None:
        spot = self.document.inside(pointer, found.start(), len(found[0]))
        self.notes.add(code, message, fix, spot=spot, pointer=pointer)

    # What stays as it is

    def _literal(self, pointer: Pointer, found: re.Match[str]) -> None:
        name = found["name"] or found["coded"] or found["open"]
        arrow = found["arrow"] or found["coded_arrow"]
        form = found["form"] or found["coded_form"] or found["open_form"] or ""
        said = f"{found[0]} stays as it is"
        if found["unopened"]:
            self._add("FI301", f"{said}: no $ opens it", f"write ${found[0]}", pointer, found)
        elif form.count("(") > form.count(")") or (found["open"] and not form):
            fix = "send the parts by themselves"
            self._add("FI301", f"{said}: a placeholder cannot stand within another", fix, pointer, found)
        elif found["open"]:
            self._add("FI301", f"{said}: no $ closes it", f"write ${name}->{form}$", pointer, found)
        elif name == "file" and arrow in ARROWS:
            self._add("FI301", f"{said}: a file has no {form}", instead(form, FILE), pointer, found)
        elif name not in OBJECTS:
            known = OBJECTS if arrow else (*SCALARS, *(f"{known}->…" for known in OBJECTS))
            self._add("FI301", f"{said}: there is no {name}", instead(name, known), pointer, found)
        elif arrow not in ARROWS:
            right = f"${name}->{form or '…'}$"
            what = f"{arrow.strip()} is no arrow" if arrow else "it names no attribute"
            what = "no blanks may stand around the arrow" if arrow and arrow.strip() in ARROWS else what
            self._add("FI302" if arrow else "FI301", f"{said}: {what}", f"write {right}", pointer, found)
        else:
            self._wrong_form(pointer, found, name, form)

    def _wrong_form(self, pointer: Pointer, found: re.Match[str], name: str, form: str) -> None:
        said, cls = f"{found[0]} stays as it is", self.class_of(name)
        *keys, last = form.replace("-&gt;", "->").split("->")
        for code in keys:
            key = cls.keys.get(code)
            if key is None:
                self._add("FI301", f"{said}: {cls.name} has no key {code}", instead(code, cls.keys), pointer, found)
                return
            cls = self.trial.model[key.target]
        verb, code = verb_and_code(last)
        if verb and verb not in VERBS:
            self._add("FI301", f"{said}: there is no {verb}(…)", instead(verb, VERBS), pointer, found)
        elif verb in ("url", "hyperlink"):
            self._add("FI301", f"{said}: there is no portal {code}", instead(code, PORTALS), pointer, found)
        elif code not in cls.attributes:
            self._add(
                "FI301", f"{said}: {cls.name} has no attribute {code}", instead(code, cls.attributes), pointer, found
            )
        else:
            kind = cls.attributes[code].type_name
            self._add(
                "FI303", f"{said}: {last} does not go with an {kind}", f"write {code}, or another form", pointer, found
            )

    def class_of(self, name: str) -> MetaClass:
        """The class of what a placeholder starts from."""
        if name == "this":
            return self.this
        others = {
            "attachment": "Attachment",
            "trigger": "TriggerOnObjectUpdate",
            "action": "ActionWebhook",
            "current_user": "User",
        }
        return self.trial.model[others.get(name, "Person")]

    # What does not fit

    def _fits(self, pointer: Pointer, found: re.Match[str]) -> None:
        form = (found["form"] or found["coded_form"] or "").replace("-&gt;", "->")
        how, code = verb_and_code(form)
        source = self.this.attributes.get(code)
        if (found["name"] or found["coded"]) != "this" or source is None:
            return
        self._log(pointer, found, source, how)
        target = self._attribute(pointer)
        if target is not None and _is_html(source, how) and _is_plain(target):
            said = f"{form} gives HTML, and {target.code} is plain text"
            self._add("FI229", said, f"write $this->{_as_text(source)}$", pointer, found)

    def _log(self, pointer: Pointer, found: re.Match[str], source: Attribute, how: str) -> None:
        target = self._attribute(pointer)
        if source.code not in self.this.logs:
            return
        if "private" in source.code and target is not None and "public" in target.code:
            said = f"{source.code} is for agents only, and {target.code} is not"
            self._add(
                "FI228",
                said,
                f"write it to a private log, or read {source.code.replace('private', 'public')}",
                pointer,
                found,
            )
        if how.startswith("head") and self.watched is not None and source.code not in self.watched:
            said = f"the trigger does not watch {source.code}: its newest entry is sent again with each other change"
            self._add("FI304", said, f"let the trigger watch {source.code} alone", pointer, found)

    def _attribute(self, pointer: Pointer) -> Attribute | None:
        """The attribute that a text is written to, as a value of its own or as an entry of a log."""
        if self.target is None or len(pointer) < 2 or pointer[0] != "fields":  # noqa: PLR2004 - fields and a code
            return None
        code = str(pointer[1])
        return self.target.attributes.get(code) if len(pointer) == 2 or code in self.target.logs else None  # noqa: PLR2004

    def _may_be_empty(self, pointer: Pointer, text: str, bare: Placeholders) -> None:
        sent = bare.expand(text)
        is_key = pointer == ("key",)
        into_key = isinstance(self._attribute(pointer), AttributeExternalKey)
        if (is_key and is_numeric(sent) and to_int(sent) <= 0) or (sent in ("", UNDEFINED) and (is_key or into_key)):
            shown = repr(sent) if sent else "empty"
            said = f"{text} is {shown} until somebody fills it: the request is refused then"
            fix = "let the trigger's filter leave such objects out"
            self.notes.add("FI213", said, fix, spot=self.document.spot(pointer), pointer=pointer)


def _shortened(value: Any) -> Any:
    """A template without the repetitions of placeholders that make a text endless."""
    if isinstance(value, str) and len(value) > LONG:
        return "".join(dict.fromkeys(found[0] for found in TOKEN.finditer(value[:LONG]))) or value
    if isinstance(value, Mapping):
        return {name: _shortened(below) for name, below in value.items()}
    return [_shortened(below) for below in value] if isinstance(value, list) else value


def _texts(value: Any, pointer: Pointer) -> Iterator[tuple[Pointer, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, Mapping):
        for name, below in value.items():
            yield from _texts(below, (*pointer, name))
    elif isinstance(value, list):
        for position, below in enumerate(value):
            yield from _texts(below, (*pointer, position))


def _is_html(source: Attribute, how: str) -> bool:
    if how in _HTML_VERBS:
        return True
    return not how and source.is_html


def _as_text(source: Attribute) -> str:
    """The form that gives an attribute as text."""
    if isinstance(source, AttributeCaseLog):
        return f"head({source.code})"
    return f"text({source.code})" if isinstance(source, AttributeText) else source.code


def _is_plain(target: Attribute) -> bool:
    return isinstance(target, AttributeString) and not target.is_html
