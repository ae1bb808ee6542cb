"""Stand-ins for what is somebody's own: names, addresses, numbers, free texts and logs, by the attribute's kind.

The same value always has the same stand-in, so that what was equal stays equal; by which secret they are made is thrown
away with the file of what was read so far. Keys, states, dates and numbers stay, since tests are about them.
"""

from __future__ import annotations

import hmac
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fake_itop.client import ItopObject
from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeBlob,
    AttributeCaseLog,
    AttributeClass,
    AttributeEmailAddress,
    AttributeIPAddress,
    AttributeOQL,
    AttributePhoneNumber,
    AttributePropertySet,
    AttributeString,
    AttributeTable,
    AttributeText,
    AttributeURL,
)
from fake_itop.datamodel.model import MetaClass

WORDS = ("alder", "birch", "cedar", "dune", "ember", "fjord", "grove", "heath", "isle", "juniper", "knoll", "larch")
_REFERENCE = re.compile(r"[A-Z]{1,3}-\d{6,}")
"""A ticket's number, which says nothing of anybody."""
_LETTER = re.compile(r"\w")

KEPT_TEXTS = ("AttributeApplicationLanguage", "AttributeClassState", "AttributeRedundancySettings")
"""Kinds of texts that are of a fixed set."""


@dataclass
class Anonymiser:
    """Replaces values; ``salt`` is the secret by which stand-ins are made. ``told`` counts what became of what."""

    salt: str
    told: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By class and attribute, and the kind of stand-in."""

    def __call__(self, cls: MetaClass, found: ItopObject) -> ItopObject:
        """The object with stand-ins."""
        return replace(found, fields={code: self._field(cls, code, value) for code, value in found.fields.items()})

    def report(self) -> list[str]:
        """What was replaced by what, a line for each attribute."""
        return [f"{what}: {count} × {kind}" for (what, kind), count in sorted(self.told.items())]

    def _field(self, cls: MetaClass, code: str, value: Any) -> Any:
        kind = kind_of(cls.attributes.get(code))
        if kind == KEPT or value in (None, "", [], {}):
            return value
        made = _MAKERS[kind](self, value)
        size = getattr(cls.attributes.get(code), "max_size", None)
        if isinstance(made, str) and size:
            made = made[:size]
        if made != value:
            self.told[f"{cls.name}.{code}", kind] += 1
        return made

    def digest(self, value: str) -> bytes:
        """What stands for a value, and for no other."""
        return hmac.digest(self.salt.encode(), value.encode("utf-8", "surrogatepass"), "sha256")

    def word(self, value: str) -> str:
        """A word that stands for a value, and for no other."""
        digest = self.digest(value)
        return f"{WORDS[digest[0] % len(WORDS)]}-{digest[1:7].hex()}"

    def name(self, value: Any) -> str:
        """A name."""
        text = str(value)
        return text if _REFERENCE.fullmatch(text) else self.word(text).capitalize()

    def email(self, value: Any) -> str:
        """An address that no mail gets to."""
        return f"{self.word(str(value).casefold())}@example.com"

    def phone(self, value: Any) -> str:
        """A number of a range that belongs to nobody."""
        return f"+1 555 01{int.from_bytes(self.digest(str(value))[:5]) % 10**8:08d}"

    def url(self, value: Any) -> str:
        """An address that leads nowhere."""
        return f"https://{self.word(str(value))}.example.com/"

    def address(self, value: Any) -> str:
        """An address of the range for tests."""
        one, two = self.digest(str(value))[:2]
        return f"198.{18 + one % 2}.{one}.{two}"

    def text(self, value: Any) -> str:
        """A text with as many paragraphs and about as many words; as markup where that was one."""
        text = str(value)
        is_html = text.lstrip().startswith("<")
        parts = re.findall(r"<p\b[^>]*>.*?</p>", text, re.DOTALL) or [text] if is_html else text.split("\n")
        made = [self._words(part) for part in parts]
        return "".join(f"<p>{part}</p>" for part in made) if is_html else "\n".join(made)

    def _words(self, text: str) -> str:
        plain = re.sub(r"<[^>]*>", " ", text)
        digest = self.digest(text)
        count = len(plain.split())
        return " ".join(WORDS[(digest[number % len(digest)] + number) % len(WORDS)] for number in range(count))

    def log(self, value: Any) -> Any:
        """A log with as many entries, of the same moments."""
        if not isinstance(value, Mapping):
            return value
        return {**value, "entries": [self._entry(each) for each in value.get("entries") or ()]}

    def _entry(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        message = self._words(str(entry.get("message") or ""))
        login = entry.get("user_login")
        return {
            **entry,
            "user_login": self.word(str(login)).capitalize() if login else login,
            "message": message,
            "message_html": None if entry.get("message_html") is None else f"<p>{message}</p>",
        }

    def file(self, value: Any) -> Any:
        """An empty file: what it holds and what it is called may say anything."""
        return {**value, "data": "", "filename": "file"} if value.get("data") else value

    def dropped(self, _value: Any) -> Any:
        """Nothing: what it holds may be anything."""
        return ""


KEPT, NAME, TEXT = "kept", "name", "free text"
_MAKERS: Mapping[str, Callable[[Anonymiser, Any], Any]] = {
    NAME: Anonymiser.name,
    "e-mail address": Anonymiser.email,
    "phone number": Anonymiser.phone,
    "address of a page": Anonymiser.url,
    "address in a network": Anonymiser.address,
    TEXT: Anonymiser.text,
    "log": Anonymiser.log,
    "file": Anonymiser.file,
    "left out": Anonymiser.dropped,
}


_KINDS: tuple[tuple[type[Attribute] | tuple[type[Attribute], ...], str], ...] = (
    (AttributeCaseLog, "log"),
    (AttributeEmailAddress, "e-mail address"),
    (AttributePhoneNumber, "phone number"),
    (AttributeURL, "address of a page"),
    (AttributeIPAddress, "address in a network"),
    (AttributeBlob, "file"),
    ((AttributeTable, AttributePropertySet), "left out"),
    ((AttributeOQL, AttributeClass), KEPT),
    (AttributeText, TEXT),
    (AttributeString, NAME),
)
"""The first that an attribute is of."""


def kind_of(attribute: Attribute | None) -> str:
    """What kind of stand-in an attribute's values get; `KEPT` where they stay."""
    if attribute is None or attribute.type_name in KEPT_TEXTS:
        return KEPT
    return next((kind for types, kind in _KINDS if isinstance(attribute, types)), KEPT)
