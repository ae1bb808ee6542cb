"""Wires instances before they listen: the wiring's steps are played as REST calls without sockets."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from fake_itop.access.settings import InstanceSettings
from fake_itop.cli.building import itops_of
from fake_itop.cli.errors import CliError
from fake_itop.server.listening import Member

if TYPE_CHECKING:
    from fake_itop.transfer.wiring import Wiring

DEFAULT_WIRING = "working"


def load_wiring(chosen: str) -> Wiring:
    """A wiring, by name or file.

    Raises:
        CliError: there is no such wiring, or it is malformed.
    """
    kit = import_module("fake_itop.transfer.wiring")  # not needed, and not waited for, by a pair without wiring
    try:
        wiring: Wiring = kit.load(chosen)
    except kit.WiringError as error:
        raise CliError(str(error)) from None
    return wiring


def wire(wiring: Wiring, members: Sequence[Member], settings: InstanceSettings) -> None:
    """Play a wiring into its instances.

    Raises:
        CliError: an instance is missing, or a step is refused.
    """
    kit = import_module("fake_itop.transfer.wiring")
    simulated = import_module("fake_itop.transfer.simulated")
    try:
        kit.apply(wiring, *simulated.sides_of(itops_of(members), settings).values())
    except kit.WiringError as error:
        raise CliError(str(error)) from None
