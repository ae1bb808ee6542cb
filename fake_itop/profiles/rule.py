"""A rule of which several variants are known, and since which version each holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

T = TypeVar("T")


class Component(Enum):
    """What has versions, by what it is called."""

    ITOP = "iTop"
    WEBHOOK = "combodo-webhook-integration"
    TOKEN = "authent-token"  # noqa: S105 - an extension's name


@dataclass(frozen=True, order=True)
class Version:
    """A version such as ``1.4.6``; missing parts count as 0."""

    parts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Version:
        """The version that a text names.

        Raises:
            ValueError: it is not numbers with dots between.
        """
        return cls(tuple(int(part) for part in text.split(".")))

    def __str__(self) -> str:
        return ".".join(map(str, self.parts))


Versions = Mapping[Component, Version]


@dataclass(frozen=True)
class Variant(Generic[T]):
    """One way in which a rule holds: since when (``None``: ever since), what packages are given, and what that means.

    ``dated`` says whether the version is known from what is published; otherwise it is the oldest one on which the
    variant was seen.
    """

    since: str | None
    chosen: T
    says: str
    dated: bool = True


@dataclass(frozen=True)
class Evidence:
    """A recorded case that shows the variants: area, name, and where to look in it.

    ``step`` counts from 0, ``path`` leads from the step to the value, as ``reply.json.code``; a part that is no key of
    an object is skipped.
    """

    area: str
    name: str
    step: int
    path: str


@dataclass(frozen=True)
class Rule(Generic[T]):
    """A rule that versions of a component hold in different variants, the oldest first."""

    name: str
    title: str
    component: Component
    variants: Sequence[Variant[T]]
    evidence: Sequence[Evidence] = ()

    def since_after(self, variant: Variant[T]) -> Version | None:
        """The version since which the variant that follows this one holds; ``None`` for the last."""
        following = list(self.variants)[list(self.variants).index(variant) + 1 :]
        return Version.of(following[0].since) if following and following[0].since else None

    def variant(self, versions: Versions) -> Variant[T]:
        """The variant that holds in these versions."""
        own = versions[self.component]
        return [found for found in self.variants if found.since is None or Version.of(found.since) <= own][-1]
