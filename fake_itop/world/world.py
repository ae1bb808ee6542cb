"""Instances that reach each other without sockets: deterministic, and thousands of exchanges a second.

It drives the instances' generators on a stack of its own, so that a chain of webhooks may be as deep as it likes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fake_itop.clock import Clock
from fake_itop.journal import Kind, Message, Traffic
from fake_itop.values.http import HttpReply, HttpRequest, Outcome, OutgoingRequest
from fake_itop.world.curl import MAX_REDIRECTS, Address, address_of, nobody_at, redirect, too_many_redirects
from fake_itop.world.exchange import Exchange
from fake_itop.world.instance_protocol import ConsoleAct, ConsoleAnswer, CronAnswer, Instance, Result, Work

Handler = Callable[[OutgoingRequest], Outcome]
"""Somebody else who answers webhooks: a sink, a service that is down, ..."""


@dataclass
class _Member:
    name: str
    itop: Instance
    clock: Clock


@dataclass
class _Frame:
    """An exchange that is going on, and the webhook that it waits for."""

    exchange: Exchange[Any]
    webhook: Message | None = None
    request: OutgoingRequest | None = None
    hops: int = 0


@dataclass
class World:
    """Named instances, each at the address of its root URL, and whoever else answers in this world.

    All that happens stands in `traffic`'s journal. Addresses that nobody has fail as they do for a real iTop.
    """

    traffic: Traffic = field(default_factory=Traffic)
    _members: dict[str, _Member] = field(default_factory=dict)
    _origins: dict[str, _Member | Handler] = field(default_factory=dict)

    def add(self, name: str, itop: Instance, clock: Clock, root_url: str) -> None:
        """Let an instance live at ``root_url``, such as ``http://ours/``.

        Raises:
            ValueError: the name or the address is taken, or the address is none.
        """
        if name in self._members:
            raise ValueError(f"there is an instance {name!r} already: give each another name")
        member = _Member(name, itop, clock)
        self._settle(root_url, member)
        self._members[name] = member

    def listen(self, url: str, handler: Handler) -> None:
        """Let somebody else answer all webhooks that go to a URL's host and port.

        Raises:
            ValueError: somebody is there already, or the URL is none.
        """
        self._settle(url, handler)

    def request(self, name: str, request: HttpRequest) -> HttpReply:
        """Send a request to an instance from outside, and wait for its reply."""
        return self._run(self._arrive(self._member(name), request)).result

    def console(self, name: str, act: ConsoleAct) -> ConsoleAnswer:
        """Let a person act in an instance's web console."""
        member = self._member(name)
        work = member.itop.console(act.login, act.cls, act.key, act.stimulus, act.fields)
        return self._run(self._act(member, Kind.CONSOLE, act.to_json(), work)).result

    def cron(self, name: str) -> CronAnswer:
        """Let an instance run its background tasks once."""
        member = self._member(name)
        return self._run(self._act(member, Kind.CRON, {}, member.itop.cron())).result

    def _member(self, name: str) -> _Member:
        try:
            return self._members[name]
        except KeyError:
            raise ValueError(f"no instance {name!r} in this world; there is: {', '.join(self._members)}") from None

    def _settle(self, url: str, who: _Member | Handler) -> None:
        address = address_of(url)
        if not isinstance(address, Address):
            raise ValueError(f"{url!r} is no address to listen at ({address.text}); right would be http://ours/")  # noqa: TRY004
        if address.netloc in self._origins:
            raise ValueError(f"somebody listens at {address.netloc} already")
        self._origins[address.netloc] = who

    def _arrive(self, member: _Member, request: HttpRequest) -> Exchange[HttpReply]:
        message = self.traffic.arrives(member.name, member.clock.now(), request)
        return Exchange(self.traffic, member.clock.now, message, member.itop.handle(request))

    def _act(self, member: _Member, kind: Kind, what: Mapping[str, Any], work: Work[Result]) -> Exchange[Result]:
        message = self.traffic.acts(member.name, member.clock.now(), kind, what)
        return Exchange(self.traffic, member.clock.now, message, work)

    def _run(self, exchange: Exchange[Result]) -> Exchange[Result]:
        stack = [_Frame(exchange)]
        outcome: Outcome | None = None
        try:
            while stack:
                outcome = self._step(stack, outcome)
        finally:
            for frame in stack:
                frame.exchange.abandon()
        return exchange

    def _step(self, stack: list[_Frame], outcome: Outcome | None) -> Outcome | None:
        """Hand an outcome to the innermost exchange; what comes of its next webhook, ``None`` while that is handled."""
        frame = stack[-1]
        if outcome is not None and self._moved(frame, outcome):
            return self._deliver(frame, stack)
        if self._advanced(frame, _within_limit(frame, outcome)):
            return self._deliver(frame, stack)
        result: Outcome = stack.pop().exchange.result
        return result

    def _advanced(self, frame: _Frame, outcome: Outcome | None) -> bool:
        frame.webhook = frame.exchange.advance(outcome)
        if frame.webhook is None:
            return False
        assert isinstance(frame.webhook.content, OutgoingRequest), "what an exchange wants sent is a request"
        frame.request, frame.hops = frame.webhook.content, 0
        return True

    def _moved(self, frame: _Frame, outcome: Outcome) -> bool:
        """Whether a reply redirects the webhook, which then goes elsewhere."""
        assert frame.webhook is not None, "an outcome belongs to a webhook"
        assert frame.request is not None, "a webhook is a request"
        target = redirect(frame.request, outcome) if isinstance(outcome, HttpReply) else None
        if target is None or frame.hops >= MAX_REDIRECTS:
            return False
        frame.request, frame.hops = target, frame.hops + 1
        self.traffic.moves(frame.webhook, target)
        return True

    def _deliver(self, frame: _Frame, stack: list[_Frame]) -> Outcome | None:
        """Bring a webhook where it goes: to an instance, which then is at work, or to whoever answers at once."""
        assert frame.request is not None, "there is a webhook to deliver"
        address = address_of(frame.request.url)
        if not isinstance(address, Address):
            return address
        who = self._origins.get(address.netloc)
        if isinstance(who, _Member):
            stack.append(_Frame(self._arrive(who, _as_received(frame.request, address))))
            return None
        return nobody_at(address) if who is None else who(frame.request)


def _within_limit(frame: _Frame, outcome: Outcome | None) -> Outcome | None:
    if isinstance(outcome, HttpReply) and frame.request and frame.hops and redirect(frame.request, outcome):
        return too_many_redirects()
    return outcome


def _as_received(request: OutgoingRequest, address: Address) -> HttpRequest:
    return HttpRequest(request.method, address.target, (("Host", address.netloc), *request.headers), request.body)
