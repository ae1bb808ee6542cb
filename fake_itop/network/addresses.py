"""Who answers at which address: the instances of a world, and whoever else listens in it."""

from __future__ import annotations

from collections.abc import Callable

from fake_itop.network.curl import Address, address_of
from fake_itop.network.scheduler import Member
from fake_itop.values.http import Outcome, OutgoingRequest

Handler = Callable[[OutgoingRequest], Outcome]
"""Somebody else who answers webhooks: a sink, a service that is down, ..."""


class Addresses:
    """Instances by their names, and everybody by the host and port of their URL."""

    def __init__(self) -> None:
        self._members: dict[str, Member] = {}
        self._origins: dict[str, Member | Handler] = {}

    def add(self, member: Member) -> None:
        """Let an instance live at its root URL.

        Raises:
            ValueError: the name or the address is taken, or the address is none.
        """
        if member.name in self._members:
            raise ValueError(f"there is an instance {member.name!r} already: give each another name")
        self.listen(member.itop.root_url, member)
        self._members[member.name] = member

    def listen(self, url: str, who: Member | Handler) -> None:
        """Let somebody answer all that goes to a URL's host and port.

        Raises:
            ValueError: somebody is there already, or the URL is none.
        """
        address = address_of(url)
        if not isinstance(address, Address):
            raise ValueError(f"{url!r} is no address to listen at ({address.text}); right would be http://ours/")  # noqa: TRY004
        if address.netloc in self._origins:
            raise ValueError(f"somebody listens at {address.netloc} already")
        self._origins[address.netloc] = who

    def member(self, name: str) -> Member:
        """The instance of that name.

        Raises:
            ValueError: there is none.
        """
        try:
            return self._members[name]
        except KeyError:
            there = ", ".join(self._members) or "nobody yet"
            raise ValueError(f"no instance {name!r} in this world; there is: {there}") from None

    def at(self, address: Address) -> Member | Handler | None:
        """Who answers there, if anybody."""
        return self._origins.get(address.netloc)

    def name_at(self, address: Address) -> str:
        """The name of the instance that answers there, empty where it is none."""
        who = self.at(address)
        return who.name if isinstance(who, Member) else ""
