"""What comes back: iTop's answer with its objects, its refusal, or something that is not iTop's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


class ItopError(Exception):
    """iTop answered, and refused: its result code and message."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"code {code}: {message}")
        self.code = code
        self.message = message


class NotItopError(Exception):
    """What answered was no reply of iTop's REST API: a page of a web server, of a login, of an error."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"HTTP {status}, no JSON reply: {text[:200]!r}")
        self.status = status
        self.text = text


@dataclass(frozen=True)
class ItopObject:
    """One object of an answer.

    ``fields`` are those that ``output_fields`` asked for. ``code`` and ``message`` are what the operation did to this
    object: iTop deletes several, and says of each what came of it.
    """

    cls: str
    id: int
    fields: dict[str, Any] = field(default_factory=dict)
    code: int = 0
    message: str = ""

    def __getitem__(self, code: str) -> Any:
        """The value of an attribute.

        Raises:
            KeyError: the answer does not have it.
        """
        try:
            return self.fields[code]
        except KeyError:
            shown = ", ".join(self.fields) or "none"
            raise KeyError(f"{self.cls}::{self.id} came without {code!r}, its fields are: {shown}") from None

    @property
    def name(self) -> str:
        """``Class::id``, as iTop names an object in its answers."""
        return f"{self.cls}::{self.id}"


class Answer(dict[str, Any]):
    """What iTop says: the reply's JSON object as it stands, and its parts by name."""

    @property
    def code(self) -> int:
        """The result code, 0 for success."""
        return int(self["code"])

    @property
    def message(self) -> str:
        """What iTop adds to it, often nothing."""
        return str(self.get("message") or "")

    @property
    def objects(self) -> list[ItopObject]:
        """The objects, in iTop's order."""
        return [_object(name, entry) for name, entry in (self.get("objects") or {}).items()]

    @property
    def one(self) -> ItopObject:
        """The one object.

        Raises:
            LookupError: there are none, or several.
        """
        found = self.objects
        if len(found) != 1:
            names = ", ".join(each.name for each in found) or "none"
            raise LookupError(f"expected one object, iTop gave {len(found)}: {names}")
        return found[0]

    @classmethod
    def of(cls, said: object, status: int, text: str) -> Answer:
        """The answer in a reply's JSON value.

        Raises:
            ItopError: iTop refused.
            NotItopError: it is no answer of iTop's.
        """
        if not isinstance(said, dict) or not isinstance(said.get("code"), int):
            raise NotItopError(status, text)
        answer = cls(said)
        if answer.code != 0:
            raise ItopError(answer.code, answer.message)
        return answer


def _object(name: str, entry: dict[str, Any]) -> ItopObject:
    cls, _, key = name.partition("::")
    return ItopObject(
        cls=entry.get("class") or cls,
        id=int(entry.get("key") or key),
        fields=entry.get("fields") or {},
        code=int(entry.get("code") or 0),
        message=str(entry.get("message") or ""),
    )
