"""The ways in which iTop refuses to do something to an object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fake_itop.values.messages import Code
from fake_itop.values.reasons import Reason, SaveRefused


class ObjectError(Exception):
    """A refusal: why, and the reply's ``code``.

    Most refusals are exceptions in iTop, which the endpoint words as ``Error: …``; ``plain`` ones are results that an
    operation sets itself, with ``objects: null`` and what else is ``beside`` them.
    """

    def __init__(
        self,
        reason: Reason,
        *,
        code: int = Code.INTERNAL_ERROR,
        plain: bool = False,
        beside: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.plain = plain
        self.beside = beside or {}

    @property
    def message(self) -> str:
        """The text on the wire."""
        return str(self.reason)


class SaveRefusedError(ObjectError):
    """An object that is not saved, with all that is wrong with it."""

    def __init__(self, issues: Sequence[Reason], cls: str, id_: int) -> None:
        super().__init__(SaveRefused(tuple(issues), cls, id_))
        self.issues = tuple(issues)


class DatabaseRefusedError(ObjectError):
    """A value that iTop lets through and the database refuses, with an error number of its own as the reply's code.

    ``column`` is the attribute, ``words`` the database's.
    """

    def __init__(self, reason: Reason, code: int, *, column: str, words: str) -> None:
        super().__init__(reason, code=code)
        self.column = column
        self.words = words
