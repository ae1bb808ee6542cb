"""A story: what people do, what goes wrong, and how time passes, one thing after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fake_itop.values.names import InputError

TEXTS = (
    'Tray {n} jams again, "click" and stop',
    "The café on floor {n} smells of smoke",
    "Order {n}: is it the fuser?",
    "Please look at room {n}, it's urgent",
)


class StoryError(InputError):
    """Text that is no step of a story: one line."""


LONGEST_NUMBER = 18
"""Digits that the number of a step may have; explore draws far smaller ones."""


@dataclass(frozen=True)
class StoryStep:
    """One step: the name of its rule, and a number that makes its text one of its own."""

    rule: str
    number: int

    def __str__(self) -> str:
        return f"{self.rule}:{self.number}"

    @classmethod
    def of(cls, text: str) -> StoryStep:
        """The step of that text, such as ``our-private:3``.

        Raises:
            StoryError: it is none.
        """
        rule, _, number = text.partition(":")
        if not rule or not (number.isascii() and number.isdecimal()) or len(number) > LONGEST_NUMBER:
            raise StoryError(f"{text!r} is no step; right would be such as our-private:3")
        return cls(rule, int(number))

    @property
    def text(self) -> str:
        """What a person writes in this step."""
        return TEXTS[self.number % len(TEXTS)].format(n=f"{self.number + 100}")


Story = tuple[StoryStep, ...]


def story_of(texts: Iterable[str]) -> Story:
    """The story of these steps.

    Raises:
        StoryError: one is no step.
    """
    return tuple(StoryStep.of(text) for text in texts)
