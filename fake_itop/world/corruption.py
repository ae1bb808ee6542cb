"""Replies that are not what a client expects, as clients of a real iTop meet them (reference D; conventions 1.10)."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from fake_itop.values.http import HttpReply


class Corruption(StrEnum):
    """In which way a reply is spoilt."""

    LOGIN_PAGE = "login_page"
    TRUNCATED = "truncated"
    WARNING = "warning"
    HTTP_500 = "http_500"
    CODE_100 = "code_100"

    @classmethod
    def of(cls, name: str) -> Corruption:
        """The corruption of that name.

        Raises:
            ValueError: there is none.
        """
        if name not in set(cls):
            raise ValueError(f"no corruption {name!r}; there is: {', '.join(cls)}")
        return cls(name)

    @property
    def hinders(self) -> bool:
        """Whether the request itself is not carried out, so that only the reply comes about."""
        return self in {Corruption.LOGIN_PAGE, Corruption.HTTP_500, Corruption.CODE_100}


_HTML = (("Content-Type", "text/html; charset=UTF-8"),)
_JSON = (("Content-Type", "application/json"),)
_LOGIN_PAGE = HttpReply(200, _HTML, b"<!DOCTYPE html>\n<html><head><title>Login</title></head><body></body></html>\n")
_SERVER_ERROR = HttpReply(500, _HTML, b"")
_CODE_100 = HttpReply(200, _JSON, b'{"code":100,"message":"Error: the database cannot be reached"}')
_WARNING = b"<br />\n<b>Warning</b>:  Undefined array key in <b>/var/www/html/core/x.php</b> on line <b>1</b><br />\n"


def _truncated(reply: HttpReply) -> HttpReply:
    return HttpReply(reply.status, reply.headers, reply.body[: len(reply.body) // 2])


def _warned(reply: HttpReply) -> HttpReply:
    return HttpReply(reply.status, reply.headers, _WARNING + reply.body)


_SPOILT: dict[Corruption, Callable[[HttpReply], HttpReply]] = {
    Corruption.LOGIN_PAGE: lambda _: _LOGIN_PAGE,
    Corruption.TRUNCATED: _truncated,
    Corruption.WARNING: _warned,
    Corruption.HTTP_500: lambda _: _SERVER_ERROR,
    Corruption.CODE_100: lambda _: _CODE_100,
}

NOTHING = HttpReply(200, _JSON, b"")


def spoilt(reply: HttpReply, how: Corruption) -> HttpReply:
    """What arrives in the place of a reply."""
    return _SPOILT[how](reply)
