"""The console's addresses: which page answers, and what a form does."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from fake_itop.store import Record
from fake_itop.values.budget import BudgetExceededError
from fake_itop.webconsole import acts, fields, lanes, messages, sources, tickets, wires
from fake_itop.webconsole.desk import Desk, Notice, Seat
from fake_itop.webconsole.entry import HEADERS, ConsoleAccess
from fake_itop.webconsole.messages import Pulse
from fake_itop.webconsole.view import Pages, View

MAX_BODY = 1024 * 1024
"""Bytes of a form: reading the markup of a text takes ten microseconds a letter at worst, and nobody waits for more."""

MAX_FIELDS = 500

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def build(desk: Desk, *, token: str, port: int, hosts: frozenset[str]) -> web.Application:
    """The console as an application to be served."""
    site = Site(desk, ConsoleAccess(token, port, hosts))
    app = web.Application(middlewares=[site.guard], client_max_size=MAX_BODY)
    app.add_routes(
        [
            web.get("/", site.desk),
            web.get("/wiring", site.wiring),
            web.get("/sources", site.sources),
            web.get("/findings", site.findings),
            web.get("/events", site.events),
            web.get("/message/{seq:\\d{1,10}}", site.message),
            web.get("/text/{side}/{cls}/{key:\\d{1,10}}/{code}", site.text),
            web.get("/static/{name}", site.static),
            web.post("/login", site.log_in),
            web.post("/act/{side}", site.act),
            web.post("/create/{side}", site.create),
            web.post("/cron/{side}", site.cron),
            web.post("/way/{side}", site.way),
            web.post("/clock", site.clock),
            web.post("/start", site.start),
        ]
    )
    app.on_shutdown.append(site.close)
    return app


class Site:
    """Answers requests. Reading never changes anything; each form answers by leading back to the page it came from."""

    def __init__(self, desk: Desk, entry: ConsoleAccess) -> None:
        self._desk = desk
        self._entry = entry
        self._pages = Pages()
        self._rows = lanes.Rows()
        self._pulse = Pulse(lambda: desk.revision)

    async def close(self, _: web.Application) -> None:
        """Let all streams end, and what is under way."""
        self._pulse.stop()
        await self._desk.close()

    @property
    def guard(self) -> Any:
        """What every request passes first, and every answer last."""

        @web.middleware
        async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
            response = await self._answer(request, handler)
            if not response.prepared:
                response.headers.update(HEADERS)
            return response

        return guarded

    async def _answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        refusal = self._entry.wrong_host(request.host)
        if refusal is None and request.method != "GET":
            refusal = self._entry.foreign(request.headers.get("Origin"), request.host)
        if refusal is not None:
            return self._plain(refusal.status, refusal.text)
        try:
            if request.path.startswith("/static/") or request.path == "/login" or self._is_known(request):
                return await handler(request)
            return self._let_in(request)
        except web.HTTPException as error:
            return self._told(error)
        except BudgetExceededError as cut:
            return self._plain(504, str(cut))
        except Exception:  # noqa: BLE001 - our own bug: told where it can be seen, and the console goes on
            traceback.print_exc(file=sys.stderr)
            return self._plain(500, "The console broke down: fake-itop's messages say where. The instances go on.")

    # Letting in

    def _is_known(self, request: web.Request) -> bool:
        return "token" not in request.query and self._entry.knows(request.cookies.get(self._entry.cookie, ""))

    def _let_in(self, request: web.Request) -> web.Response:
        """Let a browser in that has the token in its address, and take it out of the address."""
        token = request.query.get("token")
        if token is not None and request.path == "/" and self._entry.opens(token):
            return self._welcome()
        wrong = token is not None
        return self._html("login", 401, is_wrong=wrong)

    async def log_in(self, request: web.Request) -> web.Response:
        """The token, typed in by hand."""
        form = await _form(request)
        return self._welcome() if self._entry.opens(form.get("token", "")) else self._html("login", 401, is_wrong=True)

    def _welcome(self) -> web.Response:
        # No redirect: after one, a cookie that is SameSite=Strict is not sent where the link was on another site.
        response = self._html("welcome", 200)
        response.headers["Refresh"] = "0; url=/"
        response.set_cookie(self._entry.cookie, self._entry.session, httponly=True, samesite="Strict", path="/")
        return response

    # Reading

    async def desk(self, request: web.Request) -> web.Response:
        """The instances side by side, and the exchange between them."""
        return await self._desk.look(partial(self._desk_page, request.query_string))

    async def wiring(self, _: web.Request) -> web.Response:
        """Triggers, actions and the last webhooks."""
        return await self._desk.look(
            lambda: self._html("wiring", 200, sides=[self._wired(seat) for seat in self._desk.seats.values()])
        )

    async def sources(self, _: web.Request) -> web.Response:
        """Sources of data synchronisation."""
        seats = self._desk.seats.values()
        return await self._desk.look(
            lambda: self._html(
                "sources", 200, sides=[{"seat": seat, "sources": sources.sources(seat)} for seat in seats]
            )
        )

    async def findings(self, _: web.Request) -> web.Response:
        """What the doctor finds; imported when it is asked for, since it brings a lot."""
        from fake_itop.webconsole import diagnosis  # noqa: PLC0415 - the doctor is not waited for by who does not ask

        try:
            return self._html("findings", 200, findings=await diagnosis.findings(self._desk), unknown="")
        except diagnosis.UnknownVersionError as unknown:
            return self._html("findings", 200, findings=[], unknown=str(unknown))

    async def events(self, request: web.Request) -> web.StreamResponse:
        """A stream that tells of changes."""
        return await self._pulse.watch(request)

    async def message(self, request: web.Request) -> web.Response:
        """A message of the journal, whole."""
        seq = int(request.match_info["seq"])
        text = await self._desk.look(lambda: messages.whole(self._desk.traffic.journal, seq))
        return self._plain(404, "The journal has no such message.") if text is None else self._plain(200, text)

    async def text(self, request: web.Request) -> web.Response:
        """A long text of a ticket, whole."""
        asked, seat = request.match_info, self._seat(request)

        def found() -> str | None:
            record = tickets.find(seat, (asked["cls"], int(asked["key"])))
            return tickets.whole_text(seat, record, asked["code"]) if record is not None else None

        text = await self._desk.look(found)
        return self._plain(404, "There is no such text.") if text is None else self._plain(200, text)

    async def static(self, request: web.Request) -> web.Response:
        """A style sheet, a script or a picture of the console's own."""
        found = self._pages.static(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        return web.Response(body=found[0], content_type=found[1], charset="utf-8")

    # Acting

    async def act(self, request: web.Request) -> web.Response:
        """A person fills in a form of a ticket."""
        form, view, seat = await self._posted(request)
        name = form.get("which", "")
        ticket = View.of([seat.name], f"{seat.name}={form.get('ticket', '')}").ticket(seat.name)

        def asked() -> tuple[Record | None, fields.Form | None]:
            record = tickets.find(seat, ticket)
            if record is None:
                return None, None
            return record, fields.log_form(record, name) or fields.form_of(seat, record, name)

        record, wanted = await self._desk.look(asked)
        if record is None:
            return self._back(
                view, self._desk.tell(Notice("That ticket is no more. Nothing was done.", is_error=True, typed=form))
            )
        if wanted is None:
            text = f"The ticket is in another state by now, which has no {name!r}. Nothing was done."
            return self._back(view, self._desk.tell(Notice(text, is_error=True, typed=form)))
        self._desk.sitting[seat.name] = form["login"]
        number = await self._desk.do(acts.act(seat, record, wanted, form), f"{seat.name}-{name}")
        return self._back(view, number, close=self._to_close(seat, view, name, number))

    async def create(self, request: web.Request) -> web.Response:
        """A person makes a ticket."""
        form, view, seat = await self._posted(request)
        cls = form.get("class", "")
        wanted = await self._desk.look(partial(fields.form_of_new, seat, cls))
        if wanted is None:
            return self._back(view, self._desk.tell(Notice(f"There is no class {cls!r} to make.", is_error=True)))
        self._desk.sitting[seat.name] = form["login"]
        made: list[int] = []

        async def making() -> Notice:
            notice, key = await acts.create(seat, cls, wanted, form)
            made.append(key)
            return notice

        number = await self._desk.do(making(), f"{seat.name}-{wanted.name}")
        if made and made[0]:
            view = View.of(self._desk.seats, view.show(seat.name, f"{cls}::{made[0]}").removeprefix("/?"))
        return self._back(view, number, close=self._to_close(seat, view, wanted.name, number))

    async def cron(self, request: web.Request) -> web.Response:
        """The background tasks run."""
        _, view, seat = await self._posted(request)
        return self._back(view, await self._desk.do(acts.cron(seat)))

    async def way(self, request: web.Request) -> web.Response:
        """The way out of an instance is opened, held or cut."""
        form, view, seat = await self._posted(request)
        return self._back(view, await self._desk.do(acts.turn(seat, form.get("way", ""))))

    async def clock(self, request: web.Request) -> web.Response:
        form, view = await self._checked(request)
        return self._back(view, await self._desk.do(acts.move(self._desk, form)))

    async def start(self, request: web.Request) -> web.Response:
        """All instances go back to the state at start."""
        _, view = await self._checked(request)
        return self._back(view, await self._desk.do(acts.start(self._desk)))

    # Helpers

    def _desk_page(self, query: str) -> web.Response:
        view = View.of(self._desk.seats, query)
        notice = self._desk.notice(view.number("notice"))
        seq = view.number("message")
        return self._html(
            "desk",
            200,
            view=view,
            notice=notice,
            sides=[self._side(seat, view, notice) for seat in self._desk.seats.values()],
            diagram=lanes.diagram(self._desk, self._rows, with_reads=view.has_reads),
            message=messages.show(self._desk.traffic.journal, seq) if seq is not None else None,
            message_wanted=seq,
            seats=list(self._desk.seats.values()),
            units=list(acts.UNITS),
        )

    @staticmethod
    def _wired(seat: Seat) -> dict[str, Any]:
        triggers = wires.triggers(seat)
        return {
            "seat": seat,
            "sending": [trigger for trigger in triggers if trigger.sends],
            "others": [trigger for trigger in triggers if not trigger.sends],
            "idle": wires.idle_actions(seat),
            "sent": wires.latest(seat),
        }

    def _side(self, seat: Seat, view: View, notice: Notice | None) -> dict[str, Any]:
        name = view.ticket(seat.name)
        record = tickets.find(seat, name)
        other = self._desk.other(seat.name)
        return {
            "seat": seat,
            "other": other,
            "is_ticket": name is not None,
            "ticket": tickets.show(seat, record, other) if record is not None else None,
            "form": self._open_form(seat, record, view.form(seat.name), notice),
            "found": tickets.found(seat, view.find(seat.name)) if name is None else None,
            "makeable": tickets.makeable(seat),
            "people": seat.people(),
            "person": self._desk.sitting.get(seat.name, ""),
            "turns": self._desk.turns,
            "typed": notice.typed if notice is not None and notice.typed.get("side") == seat.name else {},
        }

    @staticmethod
    def _open_form(seat: Seat, record: Record | None, name: str, notice: Notice | None) -> fields.Form | None:
        if name.startswith("new:"):
            form = fields.form_of_new(seat, name.removeprefix("new:"))
        else:
            form = fields.form_of(seat, record, name) if record is not None and name else None
        typed = notice.typed if notice is not None else {}
        mine = typed.get("side") == seat.name and typed.get("which") == name
        return form.filled_in(typed) if form is not None and mine else form

    def _to_close(self, seat: Seat, view: View, form: str, number: int) -> str:
        """The side whose open form was used up; another form that is open there stays, with what was typed in it."""
        notice = self._desk.notice(number)
        went_well = notice is not None and not notice.is_error and not notice.typed
        return seat.name if went_well and view.form(seat.name) == form else ""

    def _seat(self, request: web.Request) -> Seat:
        try:
            return self._desk.seats[request.match_info["side"]]
        except KeyError:
            raise web.HTTPNotFound from None

    async def _posted(self, request: web.Request) -> tuple[dict[str, str], View, Seat]:
        form, view = await self._checked(request)
        seat = self._seat(request)
        form["side"] = seat.name
        form.setdefault("login", "")
        return form, view, seat

    async def _checked(self, request: web.Request) -> tuple[dict[str, str], View]:
        """A form of the console's own, and the view from which it was sent."""
        form = await _form(request)
        refusal = self._entry.forged(form.get("form_token", ""))
        if refusal is not None:
            raise web.HTTPForbidden(text=refusal.text)
        return form, View.of(self._desk.seats, form.get("back", ""))

    @staticmethod
    def _back(view: View, notice: int, *, close: str = "") -> web.Response:
        changes: dict[str, object] = {"notice": notice}
        if close:
            changes[f"{close}_form"] = None
        return web.Response(status=303, headers={"Location": view.to(**changes)})

    def _html(self, template: str, status: int, **values: Any) -> web.Response:
        text = self._pages.render(template, form_token=self._entry.form_token, **values)
        return _response(text, status, "text/html")

    def _told(self, error: web.HTTPException) -> web.Response:
        """An error of HTTP in a line that a person understands."""
        texts = {
            404: "There is nothing at this address. The console starts at /.",
            405: "This address is for forms of the console only.",
            413: f"Nothing was done: more than {MAX_BODY // 2**20} MiB was sent. Go back: your text is still there.",
        }
        return self._plain(error.status, texts.get(error.status, error.text or error.reason))

    @staticmethod
    def _plain(status: int, text: str) -> web.Response:
        return _response(f"{text}\n", status, "text/plain")


def _response(text: str, status: int, kind: str) -> web.Response:
    """An answer; what of a ticket's text is no character at all, such as half a surrogate pair, is replaced."""
    return web.Response(body=text.encode("utf-8", "replace"), status=status, content_type=kind, charset="utf-8")


async def _form(request: web.Request) -> dict[str, str]:
    """The fields of a form, the last of each name.

    Raises:
        web.HTTPBadRequest: it is none, or has more fields than any form here.
    """
    body = await request.read()
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:
        raise web.HTTPBadRequest(text="Nothing was done: that is no form of the console.") from None
    return dict(pairs)
