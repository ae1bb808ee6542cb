"""What can be wrong with a value that somebody writes."""

from __future__ import annotations


class ValueRefusedError(Exception):
    """A value that iTop refuses before it looks at the object; the text is iTop's."""

    @property
    def message(self) -> str:
        """The text on the wire."""
        return str(self.args[0])


class PhpFatalError(Exception):
    """A value on which a real iTop breaks: it answers HTTP 500 and a line of HTML."""
