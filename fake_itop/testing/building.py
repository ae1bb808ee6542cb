"""Instances from settings, whoever drives them then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fake_itop import datamodel
from fake_itop.datamodel.model import Datamodel
from fake_itop.integration import wiring as kit
from fake_itop.integration.designs import designs_of_a_pair
from fake_itop.integration.roles import Roles
from fake_itop.integration.simulated import sides_of
from fake_itop.itop.instance import Itop, Specification
from fake_itop.profiles import AT, UnknownProfileError, VersionProfile, find
from fake_itop.testing.group import PAIR
from fake_itop.testing.settings import ItopSettings, StageError
from fake_itop.values.clock import Clock


def models_of(names: Sequence[str], settings: ItopSettings) -> dict[str, Datamodel]:
    """The datamodel of each instance.

    Raises:
        StageError: a design cannot be used, or there is no such wiring, or no such version profile.
    """
    return {name: _model_of(names, settings, profile_of(name, settings)) for name in names}


def profile_of(name: str, settings: ItopSettings) -> VersionProfile:
    """The version that an instance imitates.

    Raises:
        StageError: there is no such version profile.
    """
    own = {"ours": settings.ours_profile, "partner": settings.partner_profile}.get(name)
    version = own or settings.profile
    try:
        at = "" if settings.datamodel is None or AT in version else f"{AT}{settings.datamodel}"
        return find(version + at, settings.edition)
    except UnknownProfileError as error:
        raise StageError(str(error)) from None


def _model_of(names: Sequence[str], settings: ItopSettings, profile: VersionProfile) -> Datamodel:
    """With the designs that a wiring needs below the others, where they do not bring the tutorial's."""
    try:
        wiring = kit.load(str(settings.wiring)) if is_wired(names, settings) else None
        return profile.datamodel(settings.designs if wiring is None else designs_of_a_pair(settings.designs, wiring))
    except (datamodel.DesignError, kit.WiringError) as error:
        raise StageError(str(error)) from None


def make_clock(settings: ItopSettings) -> Clock:
    """A clock as the settings want it."""
    return Clock.system() if settings.start is None else Clock.frozen(settings.start)


def build_itop(name: str, settings: ItopSettings, model: Datamodel, root_url: str, clock: Clock) -> Itop:
    """One instance, freshly installed."""
    return Itop(
        Specification(
            name=name,
            root_url=root_url,
            profile=profile_of(name, settings),
            model=model,
            users=settings.users,
            clock=clock,
            callbacks=settings.callbacks,
        )
    )


def wire(itops: Mapping[str, Itop], settings: ItopSettings) -> Roles:
    """Wire a pair as the settings say; who plays whom in it.

    Raises:
        StageError: there is no such wiring, or it is refused.
    """
    if not is_wired(tuple(itops), settings):
        return Roles()
    try:
        wiring = kit.load(str(settings.wiring))
        kit.apply(wiring, *sides_of(itops, settings.users).values())
    except kit.WiringError as error:
        raise StageError(str(error)) from None
    return wiring.roles


def is_wired(names: Sequence[str], settings: ItopSettings) -> bool:
    """Whether instances of these names are wired."""
    return tuple(names) == PAIR and settings.wiring is not None
