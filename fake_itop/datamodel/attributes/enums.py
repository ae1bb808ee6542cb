"""One or several out of a list of codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from fake_itop.datamodel.attributes.base import Attribute, DatabaseRefusal, PhpFatalError, SqlType, ValueRefusedError
from fake_itop.values import messages, reasons
from fake_itop.values.messages import Code
from fake_itop.values.php_types import to_str
from fake_itop.values.reasons import Reason


@dataclass(frozen=True, kw_only=True)
class AttributeEnum(Attribute):
    """One code of ``values`` (code to label, in the order of the list): ``str``, or ``None`` for none."""

    values: Mapping[str, str] = field(default_factory=dict)

    sql_type = SqlType.ENUM
    sql_as_is = True
    indexed = True

    def accept(self, raw: Any) -> Any:
        """A code as a text or a number; an empty text is none."""
        if raw is None or raw == "":
            return None
        if isinstance(raw, dict):
            raise PhpFatalError(self.code)
        return to_str(raw)

    def format_issue(self, value: str, size_of: Callable[[str], int] = len) -> Reason | None:  # noqa: ARG002 - codes have none
        """A code that the list does not have."""
        return None if value in self.values else reasons.ValueNotAllowed(value)

    def cell_refusal(self, text: str, column: str) -> DatabaseRefusal | None:
        """A code that the list does not have."""
        return None if text in self.values else DatabaseRefusal(Code.SQL_TRUNCATED, messages.data_truncated(column))

    def export(self, value: Any) -> Any:
        """The code, or null."""
        return value


@dataclass(frozen=True, kw_only=True)
class MetaEnumMapping:
    """For a class: which attribute a meta-enum is read from, and what its codes become."""

    attribute: str
    values: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class AttributeMetaEnum(AttributeEnum):
    """A code worked out from another attribute's, by class; nobody writes it and no object holds it."""

    mapping: Mapping[str, MetaEnumMapping] = field(default_factory=dict)
    writable: bool = False
    stored = False


@dataclass(frozen=True, kw_only=True)
class AttributeSet(Attribute):
    """Several codes, in order: a ``tuple`` of ``str``."""

    default: tuple[str, ...] = ()

    usual_size: ClassVar[int | None] = 255
    json_types: ClassVar[tuple[str, ...]] = ("string", "array")

    def accept(self, raw: Any) -> Any:
        """Codes in one text, separated by commas; a JSON array empties the set (docs/itop/rest.md)."""
        if isinstance(raw, list | dict):
            return ()
        return tuple(code for code in (part.strip() for part in to_str(raw).split(",")) if code)

    def is_null(self, value: Any) -> bool:
        """An empty set is none."""
        return not value

    def export(self, value: Any) -> Any:
        """The codes in one text."""
        return ", ".join(value or ())

    def in_sql(self, value: Any) -> Any:
        """The codes between bars."""
        return f"|{'|'.join(value)}|" if value else ""

    def plain(self, value: Any) -> str:
        """The codes in one text."""
        return ", ".join(value or ())


@dataclass(frozen=True, kw_only=True)
class AttributeEnumSet(AttributeSet):
    """Several codes out of ``values`` (empty: any code goes)."""

    values: Mapping[str, str] = field(default_factory=dict)

    json_types = ("string",)

    def accept(self, raw: Any) -> Any:
        """As any set; what is none of the codes is left out (recordings ``webhook``, "context nope by rest")."""
        accepted = super().accept(raw)
        return tuple(code for code in accepted if code in self.values) if self.values else accepted


@dataclass(frozen=True, kw_only=True)
class AttributeClassAttCodeSet(AttributeSet):
    """Attribute codes of the class that ``class_attribute`` of the same object names, in alphabetical order."""

    class_attribute: str = "target_class"

    def accept(self, raw: Any) -> Any:
        """As any set, and sorted (recordings ``webhook``, "trigger reads back")."""
        return tuple(sorted(super().accept(raw)))


@dataclass(frozen=True, kw_only=True)
class AttributeTagSet(AttributeSet):
    """Tags that are objects of a ``TagSetFieldData`` class."""

    max_items: int = 12

    def accept(self, raw: Any) -> Any:
        """An array of codes, and nothing else (journeys ``itil``, 40061, 40067, 40181)."""
        if raw is not None and not isinstance(raw, list | dict):
            raise ValueRefusedError(reasons.TAG_SET_EXPECTED)
        return super().accept(raw)

    change = "TagSet"

    def in_sql(self, value: Any) -> Any:
        """The codes, separated by blanks."""
        return " ".join(value)

    def export(self, value: Any) -> Any:
        """The codes in a list."""
        return list(value or ())

    def told_change(self, before: Any, after: Any) -> dict[str, Any]:
        """The codes before and after."""
        return {"oldvalue": " ".join(before or ()), "newvalue": " ".join(after or ())}
