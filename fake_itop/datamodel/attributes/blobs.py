"""Files inside an object."""

from __future__ import annotations

from dataclasses import dataclass

from fake_itop.datamodel.attributes.base import Attribute


@dataclass(frozen=True, slots=True)
class Blob:
    """A file: its bytes, MIME type, name, and how often it was fetched."""

    data: bytes = b""
    mimetype: str = ""
    filename: str = ""
    downloads_count: int = 0


EMPTY_BLOB = Blob()


@dataclass(frozen=True, kw_only=True)
class AttributeBlob(Attribute):
    """A file: a `Blob`, empty where there is none."""

    default: Blob = EMPTY_BLOB


@dataclass(frozen=True, kw_only=True)
class AttributeImage(AttributeBlob):
    """A picture."""
