"""Files inside an object."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fake_itop.datamodel.attributes.base import Attribute
from fake_itop.values import reasons
from fake_itop.values.php_types import to_int, to_str
from fake_itop.values.reasons import Reason


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

    change = "Blob"
    sql_type = None

    def accept(self, raw: Any) -> Any:
        """An object with ``data`` in base64, ``mimetype`` and ``filename``; anything else is none.

        What is no base64 counts as no bytes; what is missing beside the data stays null (recordings ``attachment``).
        """
        if not isinstance(raw, dict) or not isinstance(raw.get("data"), str):
            return None
        count = to_int(raw.get("downloads_count"))
        return Blob(_decode(raw["data"]), _text(raw.get("mimetype")), _text(raw.get("filename")), count)

    def is_null(self, value: Any) -> bool:
        """Only what is no file is none: one may be empty and without a name (journeys ``datamodel``)."""
        return value is None

    def keep(self, value: Any) -> Any:
        """In the database none is an empty file."""
        return EMPTY_BLOB if value is None else value

    def plain(self, value: Any) -> str:
        """The beginning of its bytes, read as a text."""
        return "" if value is None else value.data.decode("utf-8", "replace")[:100]

    def told_change(self, before: Any, after: Any) -> dict[str, Any]:  # noqa: ARG002 - a file is told once
        """The file that it was before."""
        return {"prevdata": before}

    def export(self, value: Any) -> Any:
        """The file with its bytes in base64; null where there is none in memory."""
        return value and {
            "data": base64.b64encode(value.data).decode("ascii"),
            "mimetype": value.mimetype,
            "filename": value.filename,
            "downloads_count": value.downloads_count,
        }


IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF", b"<svg", b"<?xml")
"""How the files begin that count as pictures. Recordings show a PNG that does, and a text that does not."""


class AttributeImage(AttributeBlob):
    """A picture."""

    def format_issue(self, value: Blob, size_of: Callable[[str], int] = len) -> Reason | None:  # noqa: ARG002 - no text
        """Bytes that are no picture; the message holds them as they are."""
        if not value.data or value.data.startswith(IMAGES):
            return None
        return reasons.WrongFormat(value.data.decode("utf-8", "surrogateescape"))
