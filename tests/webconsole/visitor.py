"""A browser without a screen: requests to the console with any headers, and what comes back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit


@dataclass
class Answer:
    """An answer of the console."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def form_token(self) -> str:
        """What a form of the page carries."""
        found = re.search(r'name="form_token" value="([^"]+)"', self.text)
        assert found is not None, self.text
        return found[1]

    @property
    def notice(self) -> str:
        """What the page tells of what was done, its markup taken away."""
        found = re.search(r'id="notice"[^>]*>(.*?)</p>', self.text, re.DOTALL)
        return "" if found is None else re.sub("<[^>]+>|×", "", found[1]).strip()


@dataclass
class Visitor:
    """Somebody who asks the console; ``cookie`` is what it gave."""

    address: str
    cookie: str = ""
    form_token: str = field(default="", repr=False)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """The answer to a request; ``Host`` is the console's own where it is not given."""
        host = urlsplit(self.address).netloc
        given = {"Host": host, **({"Cookie": self.cookie} if self.cookie else {}), **headers}
        connection = HTTPConnection(host, timeout=20)
        try:
            connection.request(method, path, body, given)
            response = connection.getresponse()
            return Answer(response.status, dict(response.headers.items()), response.read().decode())
        finally:
            connection.close()

    def get(self, path: str) -> Answer:
        """A page."""
        return self.ask("GET", path)

    def post(self, path: str, **fields: Any) -> Answer:
        """What comes of a form of the console's own: the page to which it leads."""
        answer = self.send(path, **fields)
        return self.get(answer.headers["Location"]) if answer.status == 303 else answer

    def send(self, path: str, **fields: Any) -> Answer:
        """The answer to a form of the console's own."""
        body = urlencode({"form_token": self.form_token, "back": "", **fields}).encode()
        return self.ask("POST", path, body, **FORM)


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def let_in(address: str, token: str) -> Visitor:
    """Somebody who has come in with the token."""
    visitor = Visitor(address)
    visitor.cookie = visitor.get(f"/?token={token}").headers["Set-Cookie"].partition(";")[0]
    visitor.form_token = visitor.get("/").form_token
    return visitor
