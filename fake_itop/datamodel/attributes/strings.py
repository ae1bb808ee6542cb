"""Attributes that hold text. A value is a ``str``, never ``None``."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from fake_itop.datamodel.attributes.base import Attribute, DatabaseRefusal, PhpFatalError
from fake_itop.values import messages, reasons
from fake_itop.values.html import store_html
from fake_itop.values.messages import Code
from fake_itop.values.php_types import to_str
from fake_itop.values.reasons import Reason

TEXT, LONG_TEXT = 65_535, 67_107_840
"""The most characters of a text, and of one with more room."""


@dataclass(frozen=True, kw_only=True)
class AttributeString(Attribute):
    """A line of text."""

    default: str = ""

    usual_size: ClassVar[int | None] = 255
    sample = "Sample"
    sql_as_is = True
    indexed = True
    pattern: ClassVar[re.Pattern[str] | None] = None

    def accept(self, raw: Any) -> Any:
        """Numbers, truth values and lists become texts as PHP makes them; a real iTop breaks on objects."""
        if isinstance(raw, str):
            return raw
        if isinstance(raw, dict):
            raise PhpFatalError(self.code)
        return to_str(raw)

    def is_null(self, value: Any) -> bool:
        """An empty text is none; blanks are some."""
        return value is None or value == ""

    def format_issue(self, value: str, size_of: Callable[[str], int] = len) -> Reason | None:
        """Too long, or not of the kind's pattern."""
        if self.max_size is not None and size_of(value) > self.max_size:
            return reasons.TooLong(size_of(value), self.max_size)
        if self.pattern is not None and not self.pattern.fullmatch(value):
            return reasons.WrongFormat(value)
        return None

    def cell_refusal(self, text: str, column: str) -> DatabaseRefusal | None:
        """More characters than it takes."""
        is_good = self.max_size is None or len(text) <= self.max_size
        return None if is_good else DatabaseRefusal(Code.SQL_TOO_LONG, messages.data_too_long(column))


class AttributeClass(AttributeString):
    """The name of a class."""

    sample = "UserRequest"


class AttributeClassState(AttributeString):
    """A state of the class that another attribute names."""


LANGUAGES = frozenset(
    f"{language} {country}"
    for language, country in zip(
        ["CS", "DA", "DE", "EN", "EN", "ES", "FR", "HU", "IT", "JA", "NL", "PL", "PT", "RU", "SK", "TR", "ZH"],
        ["CZ", "DA", "DE", "GB", "US", "CR", "FR", "HU", "IT", "JP", "NL", "PL", "BR", "RU", "SK", "TR", "CN"],
        strict=True,
    )
)
"""The languages that iTop speaks."""


class AttributeApplicationLanguage(AttributeString):
    """A language code such as ``EN US``."""

    sample = "EN US"

    def format_issue(self, value: str, size_of: Callable[[str], int] = len) -> Reason | None:  # noqa: ARG002 - codes
        """A language that iTop does not speak."""
        return None if value in LANGUAGES else reasons.ValueNotAllowed(value)


class AttributeEmailAddress(AttributeString):
    """An e-mail address.

    ``A.B+c@d.example`` is none (journeys ``datamodel``); that it is for the plus sign is a guess.
    """

    sample = "sample@example.org"
    pattern = re.compile(r"[a-zA-Z0-9._&%'’-]+@[a-zA-Z0-9.-]+\.[a-zA-Z0-9-]{2,}")


class AttributePhoneNumber(AttributeString):
    sample = "+49 (0)30 901820"
    pattern = re.compile(r"[0-9.\-+() ]+")


class AttributeIPAddress(AttributeString):
    """An IPv4 address."""

    sample = "192.0.2.7"

    def format_issue(self, value: str, size_of: Callable[[str], int] = len) -> Reason | None:
        """Not an address."""
        try:
            ipaddress.IPv4Address(value)
        except ValueError:
            return reasons.WrongFormat(value)
        return super().format_issue(value, size_of)


class AttributeURL(AttributeString):
    """A web address."""

    usual_size = 2048
    change = "URL"
    sample = "https://example.org/"

    def told_change(self, before: Any, after: Any) -> dict[str, Any]:
        """Both addresses, whole."""
        return {"oldvalue": before or "", "newvalue": after or ""}


class AttributeTemplateString(AttributeString):
    """A line of text with placeholders."""


class AttributeRedundancySettings(AttributeString):
    """How many of its providers an object can lose: ``1``, ``disabled``, a count or a percentage."""

    usual_size = 20


class NotText(str):
    """A number, a truth value or a list where a plain text belongs, spelled as PHP does: it is refused when written.

    ``kind`` is PHP's name for what it is.
    """

    __slots__ = ("kind",)
    kind: str

    @classmethod
    def of(cls, raw: Any) -> NotText:
        """The value, with its kind."""
        value = cls(to_str(raw))
        value.kind = PHP_TYPES.get(type(raw), "array")
        return value


PHP_TYPES: Mapping[type, str] = {bool: "boolean", int: "integer", float: "double"}


@dataclass(frozen=True, kw_only=True)
class AttributeText(AttributeString):
    """Text of several lines; ``format`` says whether it is HTML."""

    format: Literal["text", "html"] = "text"

    usual_size = TEXT
    change = "Text"
    sample = "Sample text"

    @property
    def is_html(self) -> bool:
        """By its field, or by its kind."""
        return self.format == "html"

    def accept(self, raw: Any) -> Any:
        """HTML is sanitised, and a text without markup becomes a paragraph (recordings ``html``)."""
        text = super().accept(raw)
        if self.is_html:
            return store_html(text)
        return text if raw is None or isinstance(raw, str) else NotText.of(raw)

    def cell_refusal(self, text: str, column: str) -> DatabaseRefusal | None:  # noqa: ARG002 - its column takes any
        """Nothing: no text of an import is that long."""
        return None

    def told_change(self, before: Any, after: Any) -> dict[str, Any]:  # noqa: ARG002 - a long text is told once
        """What it was before."""
        return {"prevdata": before or ""}


class AttributeLongText(AttributeText):
    """A text with more room."""

    usual_size = LONG_TEXT
    change = "LongText"


class AttributeOQL(AttributeText):
    """A query in OQL."""

    sample = ""


@dataclass(frozen=True, kw_only=True)
class AttributeHTML(AttributeText):
    """A text that is HTML by its kind."""

    usual_size = LONG_TEXT
    format: Literal["text", "html"] = "html"


@dataclass(frozen=True, kw_only=True)
class AttributeTemplateHTML(AttributeText):
    """HTML with placeholders."""

    format: Literal["text", "html"] = "html"


class AttributePassword(AttributeString):
    """A secret that can be read back."""

    usual_size = 64
    secret = True


class AttributeEncryptedString(AttributeString):
    """A text that lies encrypted in the database and is read in clear."""

    change = "Encrypted"
    secret = True

    def told_change(self, before: Any, after: Any) -> dict[str, Any]:  # noqa: ARG002 - nothing of it is told
        """Nothing of a secret."""
        return {}


class AttributeEncryptedPassword(AttributeEncryptedString):
    """A secret that lies encrypted in the database."""

    usual_size = TEXT


class AttributeOneWayPassword(AttributeString):
    """A secret that is only ever compared, and shows as stars."""

    usual_size = None
    change = "OneWayPassword"
    sql_type = None
    secret = True
    stars: ClassVar[str] = "*****"
    """How it shows; also where there is none, once it comes from the database (recordings ``get``, "… star plus")."""

    def export(self, value: Any) -> Any:
        """Stars, or nothing where there is none in memory (recordings ``create``, "UserLocal …")."""
        return self.stars if value else ""

    def told_change(self, before: Any, after: Any) -> dict[str, Any]:  # noqa: ARG002 - nothing of it is told
        """Nothing of a secret."""
        return {}
