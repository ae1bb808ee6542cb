"""Attributes that hold text. A value is a ``str``, never ``None``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fake_itop.datamodel.attributes.base import Attribute


@dataclass(frozen=True, kw_only=True)
class AttributeString(Attribute):
    """A line of text."""

    default: str = ""


@dataclass(frozen=True, kw_only=True)
class AttributeClass(AttributeString):
    """The name of a class."""


@dataclass(frozen=True, kw_only=True)
class AttributeClassState(AttributeString):
    """A state of the class that another attribute names."""


@dataclass(frozen=True, kw_only=True)
class AttributeApplicationLanguage(AttributeString):
    """A language code such as ``EN US``."""


@dataclass(frozen=True, kw_only=True)
class AttributeEmailAddress(AttributeString):
    """An e-mail address."""


@dataclass(frozen=True, kw_only=True)
class AttributePhoneNumber(AttributeString):
    """A phone number."""


@dataclass(frozen=True, kw_only=True)
class AttributeIPAddress(AttributeString):
    """An IPv4 or IPv6 address."""


@dataclass(frozen=True, kw_only=True)
class AttributeURL(AttributeString):
    """A web address."""


@dataclass(frozen=True, kw_only=True)
class AttributeTemplateString(AttributeString):
    """A line of text with placeholders."""


@dataclass(frozen=True, kw_only=True)
class AttributeRedundancySettings(AttributeString):
    """How many of its providers an object can lose: ``1``, ``disabled``, a count or a percentage."""


@dataclass(frozen=True, kw_only=True)
class AttributeText(AttributeString):
    """Text of several lines; ``format`` says whether it is HTML."""

    format: Literal["text", "html"] = "text"


@dataclass(frozen=True, kw_only=True)
class AttributeLongText(AttributeText):
    """A text with more room."""


@dataclass(frozen=True, kw_only=True)
class AttributeOQL(AttributeText):
    """A query in OQL."""


@dataclass(frozen=True, kw_only=True)
class AttributeHTML(AttributeText):
    """A text that is HTML by its kind."""

    format: Literal["text", "html"] = "html"


@dataclass(frozen=True, kw_only=True)
class AttributeTemplateHTML(AttributeText):
    """HTML with placeholders."""

    format: Literal["text", "html"] = "html"


@dataclass(frozen=True, kw_only=True)
class AttributePassword(AttributeString):
    """A secret that can be read back."""


@dataclass(frozen=True, kw_only=True)
class AttributeEncryptedString(AttributeString):
    """A text that lies encrypted in the database and is read in clear."""


@dataclass(frozen=True, kw_only=True)
class AttributeEncryptedPassword(AttributeEncryptedString):
    """A secret that lies encrypted in the database."""


@dataclass(frozen=True, kw_only=True)
class AttributeOneWayPassword(AttributeString):
    """A secret that is only ever compared, and shows as stars."""
