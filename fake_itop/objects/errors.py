"""The ways in which iTop refuses to do something to an object."""

from __future__ import annotations

from collections.abc import Sequence

from fake_itop.values import messages
from fake_itop.values.messages import Code


class ObjectError(Exception):
    """A refusal: ``code`` and ``message`` are the reply's.

    Most refusals are exceptions in iTop, which the endpoint words as ``Error: …``; ``plain`` ones are results that an
    operation sets itself, with ``objects: null`` beside them.
    """

    def __init__(self, message: str, *, code: int = Code.INTERNAL_ERROR, plain: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.plain = plain


class SaveRefusedError(ObjectError):
    """An object that is not saved, with all that is wrong with it."""

    def __init__(self, issues: Sequence[str], cls: str, id_: int) -> None:
        super().__init__(messages.save_refused(issues, cls, id_))
        self.issues = tuple(issues)


class DatabaseRefusedError(ObjectError):
    """A value that iTop lets through and the database refuses, with an error number of its own as the reply's code.

    ``column`` is the attribute, ``reason`` the database's words.
    """

    def __init__(self, message: str, code: int, *, column: str, reason: str) -> None:
        super().__init__(message, code=code)
        self.column = column
        self.reason = reason
