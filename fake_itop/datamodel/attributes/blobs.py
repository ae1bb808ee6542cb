"""Files inside an object."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any

from fake_itop.datamodel.attributes.base import Attribute
from fake_itop.values.php_types import to_int, to_str


@dataclass(frozen=True, slots=True)
class Blob:
    """A file: its bytes, MIME type, name, and how often it was fetched."""

    data: bytes = b""
    mimetype: str | None = ""
    filename: str | None = ""
    downloads_count: int = 0


EMPTY_BLOB = Blob()


def _decode(text: str) -> bytes:
    """PHP's lenient base64: what is not of the alphabet is passed over."""
    kept = re.sub(r"[^A-Za-z0-9+/]", "", text)
    try:
        return base64.b64decode(kept + "=" * (-len(kept) % 4))
    except binascii.Error:
        return b""


def _text(raw: Any) -> str | None:
    return None if raw is None else to_str(raw)


@dataclass(frozen=True, kw_only=True)
class AttributeBlob(Attribute):
    """A file: a `Blob`, empty where there is none."""

    default: Blob = EMPTY_BLOB

    def accept(self, raw: Any) -> Any:
        """An object with ``data`` in base64, ``mimetype`` and ``filename``; anything else clears the file.

        What is no base64 counts as no bytes; what is missing beside the data stays null (recordings ``attachment``).
        """
        if not isinstance(raw, dict) or not isinstance(raw.get("data"), str):
            return EMPTY_BLOB
        count = to_int(raw.get("downloads_count"))
        return Blob(_decode(raw["data"]), _text(raw.get("mimetype")), _text(raw.get("filename")), count)

    def is_null(self, value: Any) -> bool:
        """A file without bytes and without a name is none."""
        return value is None or (not value.data and not value.filename)

    def export(self, value: Any) -> Any:
        """The file with its bytes in base64."""
        return {
            "data": base64.b64encode(value.data).decode("ascii"),
            "mimetype": value.mimetype,
            "filename": value.filename,
            "downloads_count": value.downloads_count,
        }


class AttributeImage(AttributeBlob):
    """A picture."""
