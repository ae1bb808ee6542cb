"""Instances from options: datamodel, users, clock and address put together."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from fake_itop.access.settings import InstanceSettings
from fake_itop.cli.errors import CliError, ExitCode
from fake_itop.cli.options import Options, make_clock
from fake_itop.configuration import chosen_profile, users_of
from fake_itop.datamodel import NoteKind
from fake_itop.datamodel.model import Datamodel
from fake_itop.integration.simulated import sides_of
from fake_itop.integration.wiring import Wiring, apply
from fake_itop.itop.callbacks import callbacks_of
from fake_itop.itop.instance import Itop, Specification
from fake_itop.profiles import DEFAULT, VersionProfile
from fake_itop.server.listening import CannotBindError, ListenAddress, Member, bind
from fake_itop.values.clock import new_token
from fake_itop.webconsole.door import Door


@contextmanager
def without_collecting() -> Iterator[None]:
    """Make many objects that all stay, and never look through them again; a sixth of the start is saved by it."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


def wire(wiring: Wiring, members: Sequence[Member], settings: InstanceSettings) -> None:
    """Play a wiring into its instances.

    Raises:
        WiringError: an instance is missing, or a step is refused.
    """
    apply(wiring, *sides_of(itops_of(members), settings).values())


LOOPBACK = "127.0.0.1"


def build_members(options: Options, ports: Mapping[str, int], designs: Sequence[Path | str]) -> list[Member]:
    """An instance for each name, listening at its port.

    Raises:
        CliError: a port cannot be listened at.
        InputError: a file cannot be used.
    """
    settings = users_of(options.config)
    profiles = {name: profile_of(options, settings, name) for name in ports}
    models = {name: read_designs(designs, profile) for name, profile in profiles.items()}
    _tell_notes(models.values(), verbose=options.verbose)
    _tell_methods(models.values(), verbose=options.verbose)
    places = {name: _bind(options.host, port, options.base_path) for name, port in ports.items()}
    with ExitStack() as undo:
        for place in places.values():
            undo.callback(place.socket.close)
        members = [
            Member(
                Itop(
                    Specification(
                        name=name,
                        root_url=place.root_url,
                        profile=profiles[name],
                        designs=tuple(designs),
                        model=models[name],
                        users=settings,
                        clock=make_clock(options.clock),
                        seed=options.seed,
                    )
                ),
                place,
                new_token(),
            )
            for name, place in places.items()
        ]
        undo.pop_all()
    return members


def itops_of(members: Sequence[Member]) -> dict[str, Itop]:
    """The instances by name."""
    return {member.name: member.itop for member in members}


def profile_of(options: Options, settings: InstanceSettings, name: str) -> VersionProfile:
    """The versions that an instance imitates: by its own option, by ``--profile``, or by the configuration.

    Raises:
        ConfigError: the configuration names a profile that there is not.
    """
    own = {"ours": options.ours_profile, "partner": options.partner_profile}.get(name)
    return chosen_profile(own or options.profile, settings, options.config)


def read_designs(designs: Sequence[Path | str], profile: VersionProfile = DEFAULT) -> Datamodel:
    """The base design of a version with deltas on top.

    Raises:
        DesignError: a delta cannot be read or does not fit.
    """
    with without_collecting():
        return profile.datamodel(designs)


def web_console(port: int, *, no_console: bool) -> Door | None:
    """The web console, which listens on this machine only; ``None`` for none.

    Raises:
        CliError: the port cannot be listened at.
    """
    return None if no_console else Door(_bind(LOOPBACK, port))


def _bind(host: str, port: int, base_path: str = "/") -> ListenAddress:
    try:
        return bind(host, port, base_path)
    except CannotBindError as error:
        raise CliError(str(error), ExitCode.CANNOT_BIND) from None


def _tell_methods(models: Iterable[Datamodel], *, verbose: bool) -> None:
    """How many methods of the designs are not imitated, and which for those who ask: PHP is never run."""
    unknown: set[str] = set()
    for model in models:
        imitated = callbacks_of(model)
        for cls in model:
            inherited = cls.parent.methods if cls.parent is not None else {}
            own = (name for name, method in cls.methods.items() if inherited.get(name) is not method)
            unknown.update(found for found in (f"{cls.name}::{name}" for name in own) if found not in imitated)
    if verbose:
        for name in sorted(unknown):
            click.echo(f"not imitated: {name}", err=True)
    elif unknown:
        click.echo(f"methods of the designs that are not imitated: {len(unknown)} (-v names them)", err=True)


def _tell_notes(models: Iterable[Datamodel], *, verbose: int) -> None:
    """What is told of the designs: how much of which kind, and line by line for those who ask."""
    notes = dict.fromkeys(note for model in models for note in model.notes)
    if verbose:
        for note in notes:
            click.echo(f"{note.kind}: {note}", err=True)
    elif counted := Counter(note.kind for note in notes if note.kind is not NoteKind.UNUSED):
        said = ", ".join(f"{count} {kind}" for kind, count in counted.items())
        click.echo(f"parts of the designs: {said} (-v names them)", err=True)
