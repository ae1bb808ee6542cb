"""The live iTop: asked for objects, page by page and no faster than it may be, and for nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from fake_itop.client import ItopError, ItopObject, NotItopError, ReadOnlyClient
from fake_itop.datamodel.attributes import AttributeSubItem
from fake_itop.datamodel.model import MetaClass
from fake_itop.values.names import InputError
from fake_itop.values.reasons import InvalidOutputField
from fake_itop.values.secrets import is_secret

_UNKNOWN = re.compile(re.escape(str(InvalidOutputField("CODE"))).replace("CODE", r"(\w+)"))


class LiveError(InputError):
    """The live iTop does not answer, or refuses: one line, with its own words."""


class LiveRefusedError(LiveError):
    """The live iTop answers that it does not do that."""


@dataclass
class Pace:
    """Lets so many requests a second through; ``now`` gives seconds, ``wait`` lets some pass."""

    rate: float
    now: Callable[[], float]
    wait: Callable[[float], None]
    _next: float = 0.0

    def __call__(self) -> None:
        """Wait until the next request may go."""
        early = self._next - self.now()
        if early > 0:
            self.wait(early)
        self._next = max(self._next, self.now()) + 1 / self.rate


@dataclass
class Live:
    """A live iTop at an address. ``lacking`` collects attributes that its classes do not have, by class."""

    url: str
    client: ReadOnlyClient
    pace: Callable[[], None] = lambda: None
    lacking: dict[str, set[str]] = field(default_factory=dict)
    requests: int = 0

    def find(self, cls: str, query: str, codes: Sequence[str], limit: int | None = None) -> list[ItopObject]:
        """The objects that a query finds, ``limit`` at most, with those of these attributes that its class has.

        Raises:
            LiveError: it does not answer, or says why not.
        """
        wanted = [code for code in codes if code not in self.lacking.get(cls, ())]
        while True:
            try:
                return self.ask(cls, query, wanted, limit)
            except ItopError as answer:  # of another server: of its reason there are only these words
                unknown = _UNKNOWN.search(answer.message)
                if unknown is None or unknown[1] not in wanted:
                    raise LiveRefusedError(
                        f"{self.url} refuses {query}: {answer.message} (code {answer.code})"
                    ) from None
                self.lacking.setdefault(cls, set()).add(unknown[1])
                wanted.remove(unknown[1])

    def ask(self, cls: str, query: str, codes: Sequence[str], limit: int | None = None) -> list[ItopObject]:
        """The same; an attribute that is not there is refused.

        Raises:
            ItopError: it says why not.
            LiveError: it does not answer.
        """
        self.pace()
        self.requests += 1
        page = None if limit is None else 1
        try:
            answer = self.client.get(cls, query, output_fields=", ".join(["id", *codes]), limit=limit, page=page)
        except NotItopError as error:
            raise LiveError(f"{self.url} answers, but not as an iTop: {error}") from None
        except OSError as error:
            raise LiveError(f"{self.url} does not answer: {getattr(error, 'reason', error)}") from None
        return answer.objects


def readable(cls: MetaClass) -> list[str]:
    """The codes of what an object holds, and of what its stop-watches show; secrets left out."""
    return [
        code
        for code, attribute in cls.attributes.items()
        if (attribute.stored or isinstance(attribute, AttributeSubItem))
        and not attribute.secret
        and not is_secret(code)
    ]
