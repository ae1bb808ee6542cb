"""Who is let in: a browser with the token, under a name of this machine, and only pages of the console itself may act.

A tool on a laptop is attacked through the browser that runs beside it: a foreign page can send requests here, and can
make a name of its own resolve to this machine. So the ``Host`` is checked always, the cookie is ``SameSite=Strict`` and
``HttpOnly``, and whatever changes something needs the console's own ``Origin`` and a token that only its pages carry.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Final

from fake_itop.server.guard import host_name
from fake_itop.values.clock import new_token
from fake_itop.values.http import is_loopback

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": with that, browsers hide the Origin of the console's own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Refusal:
    """A request that is not let through: a status, and one line that says why and what would be right."""

    status: int
    text: str


class ConsoleAccess:
    """Decides about requests. Sessions and form tokens are valid as long as the server runs."""

    def __init__(self, token: str, port: int, hosts: frozenset[str]) -> None:
        self.cookie = f"fake_itop_console_{port}"
        self.session = new_token()
        self.form_token = new_token()
        self._token = token
        self._hosts = frozenset(host.lower() for host in hosts)

    def opens(self, token: str) -> bool:
        """Whether a token is the right one."""
        return _same(token, self._token)

    def wrong_host(self, host: str) -> Refusal | None:
        """A refusal where a request names a host that is not this machine."""
        name = host_name(host)
        if is_loopback(name) or name in self._hosts:
            return None
        return Refusal(403, f"The console does not answer to the host name {name!r}, only to those of this machine.")

    def knows(self, session: str) -> bool:
        """Whether a cookie is that of a browser that was let in."""
        return _same(session, self.session)

    def foreign(self, origin: str | None, host: str) -> Refusal | None:
        """A refusal where a page of somebody else wants to change something."""
        if origin is None or origin == f"http://{host}":
            return None
        return Refusal(403, f"Nothing was done: the request comes from a page of {origin!r}, not from the console.")

    def forged(self, form_token: str) -> Refusal | None:
        """A refusal where a form is not one of this run of the console."""
        if _same(form_token, self.form_token):
            return None
        return Refusal(
            403,
            "Nothing was done: the form is of another run of the console. Go back, reload the page, and send it again.",
        )


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), right.encode())
