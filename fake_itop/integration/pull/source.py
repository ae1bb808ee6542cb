"""Where is pulled from: an iTop that is asked ``core/get`` and nothing else, and never for a secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from fake_itop.datamodel.attributes import Attribute
from fake_itop.datamodel.model import Datamodel, MetaClass
from fake_itop.integration.lab import RestReply
from fake_itop.values.reasons import InvalidOutputField
from fake_itop.values.secrets import is_secret

_UNKNOWN = re.compile(re.escape(str(InvalidOutputField("CODE"))).replace("CODE", r"(\w+)"))


class Ask(Protocol):
    """Sends an operation, and gives iTop's answer, refused or not."""

    def __call__(self, json_data: Mapping[str, Any]) -> RestReply:
        """The answer."""


@dataclass(frozen=True)
class Found:
    """An object as REST shows it."""

    cls: str
    key: int
    fields: Mapping[str, Any]

    def __getitem__(self, code: str) -> str:
        return str(self.fields.get(code, ""))


class Refused(Exception):  # noqa: N818 - it is an answer, as iTop words it
    """The iTop does not tell: iTop's own words."""


@dataclass(frozen=True)
class Source:
    """One of the two iTops: ``urls`` are its addresses, ``model`` the classes that we know of it."""

    name: str
    urls: tuple[str, ...]
    ask: Ask
    model: Datamodel

    def find(self, query: str, codes: str) -> list[Found]:
        """The objects that a query finds, in the order of their ids, with those of these attributes that it has.

        Raises:
            Refused: the iTop says why not.
        """
        cls = query.split()[1].strip("`")
        wanted = [code.strip() for code in codes.split(",")]
        answer = self._get(cls, query, wanted)
        while (unknown := _unknown_code(answer)) in wanted:  # another version may lack an attribute that we know
            wanted.remove(unknown)
            answer = self._get(cls, query, wanted)
        if answer.get("code") != 0:
            raise Refused(f"{self.name}: {query}: {answer.get('message')} (code {answer.get('code')})")
        objects = (answer.get("objects") or {}).values()
        found = (Found(str(each["class"]), int(each["key"]), each.get("fields") or {}) for each in objects)
        return sorted(found, key=lambda each: each.key)

    def _get(self, cls: str, query: str, codes: list[str]) -> RestReply:
        return self.ask({"operation": "core/get", "class": cls, "key": query, "output_fields": ", ".join(codes)})

    def whole(self, cls: str, key: int) -> Found | None:
        """An object with all that can be written to it again, secrets left out; ``None`` if it is not there."""
        codes = ", ".join(writable(self.model[cls]))
        return next(iter(self.find(f"SELECT {cls} WHERE id = {key}", codes)), None)

    def is_at(self, url: str) -> bool:
        """Whether a URL is an address of this iTop."""
        return any(_place(url) == _place(own) for own in self.urls)


def _unknown_code(answer: RestReply) -> str:
    """The attribute that an answer does not know, if that is what it refuses."""
    found = _UNKNOWN.search(str(answer.get("message")))
    return found[1] if found is not None else ""


def _place(url: str) -> tuple[str, str]:
    """Host and port, and where the application lies: before its ``webservices`` or ``pages``."""
    try:
        split = urlsplit(url)
        port = split.port or {"https": 443}.get(split.scheme, 80)
    except ValueError:
        return "", url
    path = split.path.partition("/webservices")[0].partition("/pages")[0].rstrip("/")
    return f"{(split.hostname or '').lower()}:{port}", path


def writable(cls: MetaClass) -> list[str]:
    """The codes of a class's own values, keys included, secrets left out."""
    return [code for code, attribute in cls.attributes.items() if _is_plain(attribute)]


def _is_plain(attribute: Attribute) -> bool:
    secret = attribute.secret or is_secret(attribute.code)
    return attribute.stored and attribute.writable and not secret


def given(cls: MetaClass, found: Found) -> dict[str, Any]:
    """The values of an object that differ from a new one's, keys to other objects left out."""
    values: dict[str, Any] = {}
    for code in writable(cls):
        attribute = cls.attributes[code]
        value = found.fields.get(code)
        if code not in cls.keys and value not in (None, "") and value != attribute.export(attribute.default):
            values[code] = value
    return values
