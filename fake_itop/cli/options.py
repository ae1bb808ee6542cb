"""Options that the commands share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import click

from fake_itop.cli.config_file import config_option
from fake_itop.cli.errors import CliError
from fake_itop.integration import wiring
from fake_itop.journal import DEFAULT_MAX_ROWS
from fake_itop.profiles import AT, DEFAULT, EDITIONS, PLUS, PROFILES, SIMPLE, UnknownProfileError, find, of_edition
from fake_itop.values.clock import Clock, utc_now
from fake_itop.values.http import is_loopback

Command = Callable[..., Any]
_FILE = click.Path(path_type=Path)


@dataclass(frozen=True)
class Options:
    """What holds for every instance that a command starts."""

    config: Path | None
    design: tuple[Path, ...]
    clock: str
    seed: int
    host: str
    allow_remote: bool
    allow_webhook_host: tuple[str, ...]
    control_host: tuple[str, ...]
    max_webhook_depth: int
    verbose: bool
    quiet: bool
    profile: str | None = None
    ours_profile: str | None = None
    partner_profile: str | None = None
    base_path: str = "/"

    def __post_init__(self) -> None:
        if self.base_path.strip("/").split("/")[0] == "__fake__":
            raise CliError(f"--base-path {self.base_path}: that is where the control API lives; choose another")
        check_host(self.host, allow_remote=self.allow_remote)


@dataclass(frozen=True)
class ServingOptions:
    """What holds for a server beside its instances."""

    ready_file: Path | None
    log_format: str | None
    journal_max: int
    webhook_timeout: float | None
    allow_cross_site: bool
    budget: float
    console_port: int
    no_console: bool
    watch: bool

    @classmethod
    def out_of(cls, given: dict[str, Any]) -> Self:
        """Take these options out of all that a command was given."""
        return cls(**{option.name: given.pop(option.name) for option in fields(cls)})


def serving_options(command: Command) -> Command:
    """Give a command the options of `ServingOptions`, by their names."""
    for option in reversed(_SERVING_OPTIONS):
        command = option(command)
    return command


def instance_options(command: Command) -> Command:
    """Give a command the options of `Options`, by their names."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def pair_options(command: Command) -> Command:
    """The same for a command that starts a pair, each of which may have a profile of its own."""
    return instance_options(pair_profile_options(command))


def pair_profile_options(command: Command) -> Command:
    """Give a command ``--ours-profile``, ``--partner-profile``, and the like for their webhook extensions."""
    for option in reversed(_PAIR_OPTIONS):
        command = option(command)
    return command


def laboratory_options(command: Command) -> Command:
    """Give a command the options of `fake_itop.explore.laboratory.Laboratory`, by their names."""
    for option in reversed((*_LABORATORY_OPTIONS, profile_option, pair_profile_options)):
        command = option(command)
    return command


def make_clock(choice: str) -> Clock:
    """The clock of ``--clock``: the machine's, one that stands still now, or one that stands still at a moment.

    Raises:
        CliError: it is none of them.
    """
    if choice == "real":
        return Clock.system()
    if choice == "frozen":
        return Clock.frozen(utc_now().replace(microsecond=0))
    try:
        moment = datetime.fromisoformat(choice)
    except ValueError:
        raise CliError(f"--clock {choice}: right would be real, frozen, or a moment as 2026-01-31T12:00:00") from None
    return Clock.frozen(moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None))


def check_host(host: str, *, allow_remote: bool) -> None:
    """Let nobody listen for other machines who did not say so.

    Raises:
        CliError: they did not.
    """
    if not allow_remote and not is_loopback(host):
        raise CliError(
            f"--host {host} can be reached from other machines, and a fake is no safe server: "
            "say --allow-remote too if that is what you want"
        )


if TYPE_CHECKING:
    Typed = click.ParamType[str]
else:
    Typed = click.ParamType  # before click 8.3 it took no type


class ProfileName(Typed):
    """The name of a version profile, composed or not."""

    name = "profile"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name as it was given, if there is such a profile."""
        try:
            find(value)
        except UnknownProfileError as error:
            self.fail(str(error), param, ctx)
        return value

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:  # noqa: ARG002 - click's
        """All that are not composed."""
        return f"[{'|'.join(PROFILES)}]"


_PROFILE = ProfileName()


_SIDES = ("ours", "partner")


def _composed(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """Put the extension's version into the profile's name; ``--profile`` stands for the sides that have none."""
    if value is not None:
        sides = [f"{side}_profile" for side in _SIDES if ctx.params.get(f"{side}_profile")]
        is_read = ctx.params.get("profile") is not None or len(sides) < len(_SIDES)
        for name in (*sides, *(["profile"] if is_read else [])):
            if name == "profile" or PLUS not in ctx.params[name].partition(AT)[0]:
                _compose(ctx, param, name, value)


def _composed_of_a_side(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """Put the extension's version into the name of the side's profile."""
    if value is not None:
        assert param.name is not None, "click gives an option its name"
        _compose(ctx, param, param.name.replace("webhook_extension", "profile"), value)


def _compose(ctx: click.Context, param: click.Parameter, name: str, extension: str) -> None:
    itop, at, compiled = (ctx.params.get(name) or ctx.params.get("profile") or DEFAULT.name).partition(AT)
    ctx.params[name] = _PROFILE.convert(f"{itop.partition(PLUS)[0]}{PLUS}{extension}{at}{compiled}", param, ctx)


def _of_edition(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """Put the edition into the names of profiles that name none."""
    if value is None:
        return
    ctx.params["profile"] = ctx.params.get("profile") or DEFAULT.name
    for key in ("profile", "ours_profile", "partner_profile"):
        name = ctx.params.get(key)
        if name is None:
            continue
        ctx.params[key] = of_edition(name, value)
        try:
            find(ctx.params[key])
        except UnknownProfileError as error:
            raise click.BadParameter(str(error), ctx, param) from None


def _compiled(ctx: click.Context, _: click.Parameter, value: Path | None) -> None:
    """Put the compiled datamodel into the names of profiles that name none."""
    if value is None:
        return
    ctx.params["profile"] = ctx.params.get("profile") or DEFAULT.name
    for key in ("profile", "ours_profile", "partner_profile"):
        name = ctx.params.get(key)
        if name is not None and AT not in name:
            ctx.params[key] = f"{name}{AT}{value}"


_PROFILE_OPTIONS = (
    click.option(
        "--profile",
        type=_PROFILE,
        is_eager=True,
        help=f"The version that is imitated: iTop with its extensions.  [default: {DEFAULT.name}]",
    ),
    click.option(
        "--webhook-extension",
        metavar="VERSION",
        expose_value=False,
        callback=_composed,
        help="The webhook extension, if not the profile's own: --profile 3.1 --webhook-extension 1.4.6 is 3.1+1.4.6.",
    ),
    click.option(
        "--edition",
        metavar="|".join(EDITIONS).join("[]"),
        expose_value=False,
        callback=_of_edition,
        help=f"Which edition of iTop it is: --profile 3.2 --edition itil is 3.2-itil.  [default: {SIMPLE}]",
    ),
    click.option(
        "--datamodel",
        type=_FILE,
        metavar="FILE",
        expose_value=False,
        callback=_compiled,
        help="The compiled datamodel of your iTop (datamodel-production.xml), in place of a standard one's classes.",
    ),
)


def profile_option(command: Command) -> Command:
    """Give a command ``--profile``, and what goes into its name: extension, edition and compiled datamodel."""
    for option in reversed(_PROFILE_OPTIONS):
        command = option(command)
    return command


_PAIR_OPTIONS = (
    click.option(
        "--ours-profile", type=_PROFILE, is_eager=True, help="The version that ours imitates, instead of --profile."
    ),
    click.option("--partner-profile", type=_PROFILE, is_eager=True, help="The version that the partner's imitates."),
    *(
        click.option(
            f"--{side}-webhook-extension",
            metavar="VERSION",
            expose_value=False,
            callback=_composed_of_a_side,
            help=f"The webhook extension of {whose} alone.",
        )
        for side, whose in zip(_SIDES, ("ours", "the partner's"), strict=True)
    ),
)


def _wiring_of(ctx: click.Context, _param: click.Parameter, value: str | None) -> str:
    """The wiring that is named; else the contract's; else the default one."""
    given: Path | None = ctx.params.get("contract")
    if value is not None or given is None:
        return value or wiring.DEFAULT
    from fake_itop.integration.contract.file import load  # noqa: PLC0415 - slow to import for who has no contract

    return load(given).wiring


_LABORATORY_OPTIONS = (
    click.option(
        "--wiring",
        callback=_wiring_of,
        metavar="NAME|FILE",
        help=f"How they are wired.  [default: the contract's, or {wiring.DEFAULT}]",
    ),
    click.option(
        "--contract",
        type=_FILE,
        is_eager=True,
        metavar="FILE",
        help="What is promised, if not what the wiring says.",
    ),
    click.option("--config", type=_FILE, metavar="FILE", help="Users of a clean install, as TOML."),
    click.option("--design", type=_FILE, multiple=True, metavar="FILE", help="An itop_design delta; repeatable."),
)

_OPTIONS = (
    config_option,
    profile_option,
    click.option(
        "--design",
        type=_FILE,
        multiple=True,
        metavar="FILE",
        help="An itop_design delta on top of the base design; repeatable, in order.",
    ),
    click.option(
        "--clock",
        default="real",
        show_default=True,
        metavar="real|frozen|MOMENT",
        help="The machine's time, the start's, or that moment (UTC); the last two stand still until they are moved.",
    ),
    click.option("--seed", type=int, default=0, show_default=True, help="Seed of ids in generated texts."),
    click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at."),
    click.option(
        "--base-path",
        default="/",
        show_default=True,
        metavar="PATH",
        help="Path at which the application lives, such as /itop.",
    ),
    click.option("--allow-remote", is_flag=True, help="Needed with a --host that other machines can reach."),
    click.option(
        "--allow-webhook-host",
        multiple=True,
        metavar="HOST",
        help="Let webhooks go to this host too, beside this machine; repeatable.",
    ),
    click.option(
        "--control-host",
        multiple=True,
        metavar="NAME",
        help="Let the control API and the web console answer under this host name too; repeatable.",
    ),
    click.option(
        "--max-webhook-depth",
        type=click.IntRange(min=1),
        default=20,
        show_default=True,
        help="How many webhooks may cause each other in a chain before it is stopped.",
    ),
    click.option("-v", "--verbose", is_flag=True, help="Name the parts of a design that the fake has no use for."),
    click.option("-q", "--quiet", is_flag=True, help="No banner."),
)

_SERVING_OPTIONS = (
    click.option("--watch", is_flag=True, help="Start again when a file that the instances are built from changes."),
    click.option(
        "--ready-file",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Write there too what the READY line says, once everything listens; gone when the server stops.",
    ),
    click.option(
        "--log-format",
        type=click.Choice(["text", "json"]),
        help="Tell on stderr of every message: a line each, for people or as a row of the journal.",
    ),
    click.option(
        "--journal-max",
        type=click.IntRange(min=1),
        default=DEFAULT_MAX_ROWS,
        show_default=True,
        metavar="N",
        help="How many messages the journal keeps; the oldest go.",
    ),
    click.option(
        "--webhook-timeout",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        help="The most that a webhook may take in all.  [default: a real iTop's 120]",
    ),
    click.option(
        "--allow-cross-site",
        is_flag=True,
        help="Answer web pages of any site, as a real iTop does; else only those of this machine and --control-host.",
    ),
    click.option(
        "--budget",
        type=click.FloatRange(min=0, min_open=True),
        default=1.0,
        show_default=True,
        metavar="FACTOR",
        help="So many times what a request may cost before it is cut off (see docs/limits.md).",
    ),
    click.option(
        "--console-port",
        type=int,
        default=0,
        show_default=True,
        help="Port of the web console, on this machine only; 0 takes a free one, to which /__fake__/ leads.",
    ),
    click.option("--no-console", is_flag=True, help="No web console."),
)
