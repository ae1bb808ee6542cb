"""Ways to say who calls."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Protocol


class Login(Protocol):
    """A way to say who calls: what it adds to the form, and to the headers."""

    def form(self) -> dict[str, str]:
        """Parameters that are sent along."""

    def headers(self) -> dict[str, str]:
        """Headers that are sent along."""


@dataclass(frozen=True)
class FormLogin:
    """User and password as parameters of the form."""

    user: str
    password: str

    def form(self) -> dict[str, str]:
        """Both."""
        return {"auth_user": self.user, "auth_pwd": self.password}

    def headers(self) -> dict[str, str]:
        """None."""
        return {}


@dataclass(frozen=True)
class BasicLogin:
    """User and password by HTTP's Basic authentication."""

    user: str
    password: str

    def form(self) -> dict[str, str]:
        """None."""
        return {}

    def headers(self) -> dict[str, str]:
        """Both, in one header."""
        credentials = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        return {"Authorization": f"Basic {credentials}"}


@dataclass(frozen=True)
class TokenLogin:
    """An application's or a person's token."""

    token: str

    def form(self) -> dict[str, str]:
        """None."""
        return {}

    def headers(self) -> dict[str, str]:
        """The token."""
        return {"Auth-Token": self.token}
