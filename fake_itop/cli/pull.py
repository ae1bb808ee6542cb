"""``fake-itop pull``: reads how two real iTops are wired, into a wiring file, or one's objects, into a state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from fake_itop.cli.building import read_designs
from fake_itop.cli.config_file import config_option
from fake_itop.cli.errors import CliError, ExitCode, check_writable
from fake_itop.cli.files import write, write_whole
from fake_itop.cli.live import endpoint, live, login, progress, rate_option, stand_in
from fake_itop.cli.options import profile_option
from fake_itop.client import ItopError, NotItopError, ReadOnlyClient
from fake_itop.datamodel.model import Datamodel
from fake_itop.integration.designs import designs_of_a_pair
from fake_itop.integration.lab import RestReply
from fake_itop.integration.pull import Pulled, Source, pull
from fake_itop.integration.pull.source import Refused
from fake_itop.itop.instance import Itop
from fake_itop.mirror import Anonymiser, Kept, Live, LiveError, Pull, Wanted, state_with, wanted
from fake_itop.state import PULLED, document_of
from fake_itop.values.clock import new_token

Command = Callable[..., Any]


def sides(command: Command) -> Command:
    """Give a command the options ``--ours`` and ``--partner``."""
    for name, whose in (("partner", "The partner's"), ("ours", "Our")):
        credentials = f"FAKE_ITOP_{name.upper()}_USER and _PASSWORD, or _TOKEN"
        said = f"{whose} iTop; who asks stands in {credentials}. Repeat it for other addresses that connections use."
        command = click.option(f"--{name}", multiple=True, metavar="URL", help=said)(command)
    return command


def pulled(ours: Sequence[str], partner: Sequence[str], design: Sequence[Path]) -> Pulled:
    """What two iTops show of how they are wired.

    Raises:
        CliError: one of them is not named, does not answer, or refuses.
    """
    if not ours or not partner:
        raise click.UsageError("--ours URL and --partner URL belong together: name both iTops")
    model = read_designs(designs_of_a_pair(design))
    try:
        return pull(_source("ours", ours, model), _source("partner", partner, model))
    except Refused as refusal:
        raise CliError(str(refusal)) from None


def _source(name: str, urls: Sequence[str], model: Datamodel) -> Source:
    ends = tuple(endpoint(url, f"--{name}") for url in urls)
    return Source(name, ends, _Reading(name, ReadOnlyClient(ends[0], login(name))), model)


@dataclass(frozen=True)
class _Reading:
    """Asks an iTop, which says what it refuses."""

    name: str
    client: ReadOnlyClient

    def __call__(self, json_data: Mapping[str, Any]) -> RestReply:
        try:
            return self.client.call(json_data)
        except ItopError as refusal:
            return {"code": refusal.code, "message": refusal.message}
        except (NotItopError, OSError) as error:
            raise CliError(f"{self.name} does not answer as an iTop: {error}", ExitCode.UNREACHABLE) from None


_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("pull")
@sides
@click.option(
    "--objects",
    multiple=True,
    metavar="CLASS|QUERY",
    help="Instead of a wiring: objects of --itop-url, with what their keys need; repeatable.",
)
@click.option("--itop-url", metavar="URL", help="The live iTop; FAKE_ITOP_USER and _PASSWORD, or _TOKEN.")
@config_option
@profile_option
@click.option(
    "--design", type=click.Path(path_type=Path), multiple=True, metavar="FILE", help="Their design; repeatable."
)
@click.option("--name", default="itop", show_default=True, help="The instance that it is for: ours, in a pair.")
@click.option("--anonymise", is_flag=True, help="Stand-ins for names, addresses, numbers, free texts, logs and files.")
@click.option(
    "--most",
    type=click.IntRange(min=1),
    default=200_000,
    show_default=True,
    metavar="N",
    help="Read no more objects than that.",
)
@rate_option
@click.option("-o", "--output", type=_FILE, metavar="FILE", help="Where it goes.  [default: stdout, for a wiring]")
def command(
    *,
    ours: tuple[str, ...],
    partner: tuple[str, ...],
    objects: tuple[str, ...],
    itop_url: str | None,
    config: Path | None,
    profile: str | None,
    design: tuple[Path, ...],
    name: str,
    anonymise: bool,
    most: int,
    rate: float,
    output: Path | None,
) -> int:
    """Read connections, webhook actions and triggers of two iTops, with what their payloads look up, into a wiring.

    With --objects: read objects of one iTop into a file that --data starts from, with the ids that they have there.
    What was read so far is kept beside it, and the same command goes on.

    Only core/get is asked, and no secret is read or written. What could not be pulled is told on stderr.
    """
    if objects or itop_url:
        if not objects or not itop_url or output is None or ours or partner:
            raise click.UsageError("--objects, --itop-url and --output belong together, without --ours and --partner")
        wish = _Wish(objects, output, name, anonymise=anonymise, most=most)
        wish.fulfil(live(itop_url, rate), stand_in(design, profile, config)[0])
        return ExitCode.FINE
    found = pulled(ours, partner, design)
    for note in found.notes:
        click.echo(f"note: {note}", err=True)
    if output is None:
        click.echo(found.text(), nl=False)
        return ExitCode.FINE
    write(output, found.text())
    return ExitCode.FINE


@dataclass(frozen=True)
class _Wish:
    """Which objects are to be read, and what for."""

    objects: Sequence[str]
    output: Path
    name: str
    anonymise: bool
    most: int

    def fulfil(self, asked: Live, itop: Itop) -> None:
        """Read them, and write the state of an instance that holds them.

        Raises:
            CliError: the live iTop does not answer, or the file cannot be written; what was read is kept.
        """
        check_writable("--output", self.output)
        queries = [wanted(text, itop.model) for text in self.objects]
        what = {"url": asked.url, "objects": list(map(str, queries)), "base": itop.model.base}
        with Kept(self.output, {**what, "anonymise": self.anonymise}, new_token()) as kept:
            if kept.resumed:
                click.echo(f"goes on: {len(kept.objects)} objects are read already ({kept.path})", err=True)
            anonymiser = Anonymiser(kept.salt)
            change = anonymiser if self.anonymise else lambda _cls, found: found
            pull = Pull(asked, itop.model, kept, change, most=self.most)
            self._read(pull, queries)
            classes = sorted({cls for cls, _ in kept.objects})
            state = state_with(itop, kept.objects, pull.whole)
            state[PULLED] = {"url": asked.url, "classes": classes, "anonymised": self.anonymise}
            self._write(document_of({self.name: state}, indent=None))
            kept.forget()
        for note in [*pull.notes, *anonymiser.report()]:
            click.echo(note, err=True)
        said = f"{len(kept.objects)} objects of {len(classes)} classes, by {asked.requests} requests"
        click.echo(f"{said}: {self.output}", err=True)

    @staticmethod
    def _read(pull: Pull, queries: Sequence[Wanted]) -> None:
        try:
            with progress(None) as pull.progress:
                pull.run(queries)
        except (LiveError, KeyboardInterrupt) as error:
            is_live = isinstance(error, LiveError)
            so_far = f"{len(pull.kept.objects)} objects are kept in {pull.kept.path}, and the same command goes on"
            code = ExitCode.UNREACHABLE if is_live else ExitCode.INTERRUPTED
            raise CliError(f"{error if is_live else 'stopped'}; {so_far} from there", code) from None

    def _write(self, text: str) -> None:
        try:
            write_whole(self.output, text)
        except OSError as error:
            raise CliError(f"--output {self.output}: cannot be written: {error.strerror or error}") from None
