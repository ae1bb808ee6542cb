"""The two pages that collectors call: parameters in, texts out, in the order of iTop's checks."""

from __future__ import annotations

import codecs
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from fake_itop.access.login import LoginFailedError, log_in, open_session
from fake_itop.access.rights import Rights
from fake_itop.datamodel.attributes import PhpFatalError
from fake_itop.notifications import Notifier
from fake_itop.objects.database import Database
from fake_itop.objects.replicas import ORIGIN
from fake_itop.objects.session import Session
from fake_itop.rest.endpoint import HTML_HEADERS
from fake_itop.rest.parameters import Parameters, read_parameters
from fake_itop.synchro import texts
from fake_itop.synchro.execution import Execution, Statistics, without_events
from fake_itop.synchro.loading import Layout, Loader, LoadRefusedError, LoadReport
from fake_itop.synchro.report import Page, html_page, statistics_lines
from fake_itop.synchro.source import Source
from fake_itop.values import messages
from fake_itop.values.dates import php_format
from fake_itop.values.http import HttpReply, HttpRequest, Work
from fake_itop.values.php_types import loose_empty, to_int, to_str

IMPORT_PATH: Final = "/synchro/synchro_import.php"
EXEC_PATH: Final = "/synchro/synchro_exec.php"
TAG = "Synchro"
DATE_FORMAT = "Y-m-d H:i:s"
OUTPUTS = ("retcode", "summary", "details")


class _MissingArgumentError(Exception):
    def __init__(self, name: str) -> None:
        super().__init__(texts.missing_argument(name))


@dataclass(frozen=True)
class Arguments:
    """The parameters of a page, from the body or else from the query."""

    parameters: Parameters

    def mandatory(self, name: str) -> str:
        """A parameter, or an uploaded file of that name.

        Raises:
            _MissingArgumentError: there is none.
        """
        value = self.parameters.any(name)
        if value is None:
            raise _MissingArgumentError(name)
        return to_str(value)

    def optional(self, name: str, default: str) -> str:
        """A parameter, or what it stands for where it is not given."""
        value = self.parameters.any(name)
        return default if value is None else to_str(value)

    def flag(self, name: str, default: str = "0") -> bool:
        """Whether a parameter says yes."""
        return not loose_empty(self.optional(name, default))

    def csv(self) -> str:
        """The data: ``csvdata``, or else the file ``csvfile``; bytes that are no UTF-8 stay as surrogate escapes.

        Raises:
            _MissingArgumentError: there is neither.
        """
        file = self.parameters.files.get("csvfile", self.parameters.files.get("csvdata"))
        if file is not None and self.parameters.any("csvdata") is None:
            return file.decode("utf-8", "surrogateescape")
        return self.mandatory("csvdata")


@dataclass(frozen=True)
class _Import:
    """A request to import, understood."""

    arguments: Arguments
    source: Source
    layout: Layout
    text: str
    charset: str
    output: str

    @property
    def synchronizes(self) -> bool:
        """Whether the source is executed after the load."""
        return self.arguments.flag("synchronize", "1")

    @property
    def simulates(self) -> bool:
        """Whether nothing stays of it."""
        return self.arguments.flag("simulate")

    def summary(self, report: LoadReport) -> Iterator[str]:
        """The lines of the report that tell what was asked for and what came of the load."""
        date_format = php_format(self.arguments.optional("date_format", DATE_FORMAT))
        size = len(self.text) if self.text.isascii() else len(self.text.encode("utf-8", "surrogateescape"))
        yield f"Data Source: {self.source.id}"
        yield f"Synchronize: {int(self.synchronizes)}"
        yield f"Class: {self.source.meta.name}"
        yield f"Separator: {self.layout.separator}"
        yield f"Qualifier: {self.layout.qualifier}"
        yield f"Charset Encoding:{self.charset}"
        yield f"Date and time format: '{date_format.text}' "
        yield f"Date only format: '{date_format.date_only}' "
        yield f"Data Size: {size}"
        yield f"Data Lines: {report.rows}"
        yield f"Columns: {', '.join(report.columns)}"
        yield f"Output format: {self.output}"
        yield f"Simulate: {int(self.simulates)}"
        yield f"Change tracking comment: {self.arguments.optional('comment', '')}"
        yield f"Issues (before synchro): {report.issues}"
        yield f"Created (before synchro): {report.created}"
        yield f"Updated (before synchro): {report.updated}"


@dataclass(frozen=True)
class Pages:
    """Answers requests to the pages of data synchronisation of one instance."""

    db: Database
    notifier: Notifier
    url_login: bool = False
    running: set[int] = field(default_factory=set)
    """Sources that are being executed: one at a time, as each execution counts on its rows."""

    def handle(self, request: HttpRequest) -> Work[HttpReply]:
        """Answer a request: errors are pages too."""
        parameters = read_parameters(request)
        is_import = request.path.endswith(IMPORT_PATH)
        answer = self._import if is_import else self._execute
        try:
            session = self._enter(parameters)
            text = yield from answer(session, Arguments(parameters))
        except LoginFailedError as error:
            text = _paragraphs([str(error.reason)])
        except _MissingArgumentError as missing:
            usage = texts.IMPORT_USAGE if is_import else texts.EXEC_USAGE
            text = _paragraphs([f"{missing}\n", "USAGE:\n", *(f"{name} = {what}" for name, what in usage.items())])
        except PhpFatalError:
            return HttpReply(500, HTML_HEADERS, messages.FATAL_PAGE.encode())
        return HttpReply(200, HTML_HEADERS, text.encode("utf-8", "surrogateescape"))

    def _enter(self, parameters: Parameters) -> Session:
        """Who calls: no profile is asked for ("an agent imports")."""
        user = log_in(self.db, parameters.credentials(url_login=self.url_login))
        session = open_session(self.db, user, Rights(self.db, user), tag=TAG, origin=ORIGIN)
        session.comment = f"{session.name} (Data Synchro)"
        return session

    # The import

    def _import(self, session: Session, arguments: Arguments) -> Work[str]:
        asked = self._understood(arguments)
        if isinstance(asked, str):
            return asked
        page = Page()
        with self._simulation(asked.simulates):
            loader = Loader(
                self.db,
                asked.source,
                goes_on=arguments.flag("no_stop_on_import_error"),
                lists_rows=asked.output == "details",
            )
            try:
                report = loader.load(asked.text, asked.layout)
            except LoadRefusedError as refused:
                return refused.line
            if asked.output != "retcode":
                for line in report.lines:
                    page.line(line)
                page.section("Import phase summary", asked.summary(report))
            if asked.synchronizes:
                delivered = report.delivered
                statistics = yield from self._synchronize(session, asked.source, delivered, simulates=asked.simulates)
                if statistics.refusal:
                    page.paragraph(statistics.refusal)
                page.section("Synchronization phase summary", statistics_lines(statistics))
        if asked.output == "retcode":
            page.line(str(report.issues))
        return page.text()

    def _understood(self, arguments: Arguments) -> _Import | str:
        """What is asked for, or the line that refuses it."""
        source_id, text = arguments.mandatory("data_source_id"), arguments.csv()
        output = arguments.optional("output", "summary")
        if output not in OUTPUTS:
            return texts.import_line(texts.unknown_output(output))
        source = Source.find(self.db, to_int(source_id))
        if source is None:
            return texts.import_line(texts.unknown_source(source_id))
        charset = arguments.optional("charset", "UTF-8")
        try:
            text = _decoded(text, charset)
        except (LookupError, UnicodeError):
            return texts.import_line(texts.unknown_charset(charset))
        separator = arguments.optional("separator", ";")
        layout = Layout(
            separator="\t" if separator == "tab" else separator,
            qualifier=arguments.optional("qualifier", '"'),
            date_format=arguments.optional("date_format", ""),
        )
        return _Import(arguments, source, layout, text, charset, output)

    # The execution

    def _execute(self, session: Session, arguments: Arguments) -> Work[str]:
        """Execute one source after the other, up to the first that is not there."""
        lines: list[str] = []
        simulates = arguments.flag("simulate")
        for given in arguments.mandatory("data_sources").split(","):
            source = Source.find(self.db, to_int(given))
            if source is None:
                lines.append(texts.no_such_source(given.strip()))
                break
            lines.append(texts.working_on(source.record["name"], source.id))
            with self._simulation(simulates):
                statistics = yield from self._synchronize(session, source, simulates=simulates)
            if statistics.refusal:
                lines.append(statistics.refusal)
            lines += statistics_lines(statistics)
        return html_page(lines)

    def _synchronize(
        self, session: Session, source: Source, delivered: Collection[int] | None = None, *, simulates: bool
    ) -> Work[Statistics]:
        if source.id in self.running:
            return Statistics(refusal=texts.already_running(source.id))
        self.running.add(source.id)
        try:
            drive = without_events if simulates else self.notifier.drive
            return (yield from Execution(self.db, source, session, drive, delivered).run())
        finally:
            self.running.discard(source.id)

    @contextmanager
    def _simulation(self, simulates: bool) -> Iterator[None]:
        """Where it is one, everything is as before afterwards; nothing is sent meanwhile, so nobody comes between."""
        before = self.db.store.snapshot() if simulates else None
        try:
            yield
        finally:
            if before is not None:
                self.db.store.restore(before)


def _decoded(text: str, charset: str) -> str:
    """A text whose bytes are in another encoding than UTF-8.

    Raises:
        LookupError: nobody knows the encoding.
        UnicodeError: the bytes are none in it.
    """
    if codecs.lookup(charset).name == "utf-8":
        return text
    return text.encode("utf-8", "surrogateescape").decode(charset)


def _paragraphs(lines: list[str]) -> str:
    page = Page()
    for line in lines:
        page.paragraph(line)
    return page.text()
