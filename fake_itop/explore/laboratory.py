"""The pair that stories and trials are played on: built from a wiring and options, in any process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from fake_itop.access.settings import InstanceSettings
from fake_itop.configuration import chosen_profile, users_of
from fake_itop.explore.matrix import OURS, PARTNER, TRIALS, Bench, Build, RefusedError, Trial, trials_of
from fake_itop.explore.opening import Opening
from fake_itop.explore.staging import Staging, contract_of
from fake_itop.integration import wiring as kit
from fake_itop.integration.contract import Contract
from fake_itop.integration.contract.file import load as read_contract
from fake_itop.integration.designs import designs_of_a_pair
from fake_itop.integration.lab import CONSOLE_USER
from fake_itop.integration.remedies import REMEDIES, all_of
from fake_itop.integration.simulated import SimulatedPair
from fake_itop.itop.callbacks import REMOTE_ID
from fake_itop.profiles import EDITIONS, SIMPLE, VersionProfile, newest_of
from fake_itop.values.clock import ANY_MOMENT, Clock
from fake_itop.values.names import InputError


@dataclass(frozen=True)
class Laboratory:
    """What a pair is made of; it can be sent to another process, which builds the same.

    Args:
        wiring: how the two are wired: a name, or a file.
        config: the file that names their users; the standard ones without it.
        design: deltas on top of the tutorial's and the wiring's, in order.
        profile: the version that both imitate; without it, that of ``config`` or the newest.
        ours_profile: the version of ours alone.
        partner_profile: the version of the partner's alone.
        contract: the file of what they promise; where that names another wiring, they promise what that one says.
    """

    wiring: str
    config: Path | None = None
    design: tuple[Path, ...] = ()
    profile: str | None = None
    ours_profile: str | None = None
    partner_profile: str | None = None
    contract: Path | None = None

    def options(self) -> list[str]:
        """The options that build the same again."""
        config = ["--config", str(self.config)] if self.config is not None else []
        designs = (part for each in self.design for part in ("--design", str(each)))
        named = {
            "--contract": None if self.contract is None else str(self.contract),
            "--profile": self.profile,
            "--ours-profile": self.ours_profile,
            "--partner-profile": self.partner_profile,
        }
        profiles = (part for option, name in named.items() if name is not None for part in (option, name))
        return ["--wiring", self.wiring, *config, *designs, *profiles]

    def open(self) -> Opening:
        """Build and wire the pair, and set the stage.

        Raises:
            InputError: a file cannot be used, or the wiring is refused.
        """
        return self.bench(*self.versions()).opening()

    def open_newest(self) -> Opening | None:
        """The same on the newest versions; ``None`` where it is on them anyway.

        Raises:
            InputError: as `open`.
        """
        versions = self.versions()
        newest = newest_of(versions[0]), newest_of(versions[1])
        return None if versions == newest else self.bench(*newest).opening()

    def versions(self) -> tuple[VersionProfile, VersionProfile]:
        """What ours and the partner's imitate.

        Raises:
            InputError: the configuration cannot be read, or names a profile that there is not.
        """
        settings = kit.load(self.wiring).settings(users_of(self.config))
        ours, partner = (
            chosen_profile(name or self.profile, settings, self.config)
            for name in (self.ours_profile, self.partner_profile)
        )
        return ours, partner

    def profiles(self) -> list[VersionProfile]:
        """The versions that are known of the edition that the wiring needs, the newest first."""
        return list(EDITIONS[kit.load(self.wiring).settings(users_of(self.config)).edition or SIMPLE].values())

    def trials(self) -> tuple[Trial, ...]:
        """What is played on pairs of versions: the tutorial's scenarios, or what a wiring of other names says.

        Raises:
            InputError: a file cannot be used, or the wiring is refused on the newest version.
        """
        newest = self.profiles()[0]
        is_tutorial = kit.load(self.wiring).mentions(REMOTE_ID)
        return TRIALS if is_tutorial else trials_of(self.bench(newest, newest).contract)

    def remedies(self) -> list[tuple[str, Build]]:
        """The wiring as each known remedy changes it, then with all of them, each with what it says."""
        tried = [*REMEDIES, all_of(REMEDIES)]
        return [(remedy.says, partial(self.bench, change=remedy.change)) for remedy in tried]

    def bench(
        self, ours: VersionProfile, partner: VersionProfile, change: Callable[[kit.Wiring], kit.Wiring] | None = None
    ) -> Bench:
        """Build and wire a pair of these versions, whatever the options say; ``change`` is made to the wiring before.

        Raises:
            InputError: a file cannot be used.
            RefusedError: the wiring is refused.
        """
        clock = Clock.frozen(ANY_MOMENT)
        loaded = kit.load(self.wiring)
        if set(loaded.instances) != {OURS, PARTNER}:
            named = ", ".join(loaded.instances)
            raise InputError(f"--wiring {self.wiring}: it is of {named}; right would be one of ours and partner")
        loaded = loaded if change is None else change(loaded)
        settings = users_of(self.config)
        login = _login(settings)
        profiles = {OURS: ours, PARTNER: partner}
        pair = self._wired(loaded, settings, clock, profiles)
        contract = self._contract(loaded.name, pair, lambda other: self._wired(other, settings, clock, profiles))
        return Bench(pair, loaded.roles, Staging(contract, pair, loaded.roles, clock, login).opening, contract)

    def _wired(
        self, wiring: kit.Wiring, settings: InstanceSettings, clock: Clock, profiles: Mapping[str, VersionProfile]
    ) -> SimulatedPair:
        designs = designs_of_a_pair(self.design, wiring)
        models = {name: profile.datamodel(designs) for name, profile in profiles.items()}
        pair = SimulatedPair(models, settings, lambda: clock, profiles=profiles)
        try:
            kit.apply(wiring, pair.ours, pair.partner)
        except kit.WiringError as error:
            raise RefusedError(str(error)) from None
        pair.begin()
        return pair

    def _contract(self, name: str, pair: SimulatedPair, build: Callable[[kit.Wiring], SimulatedPair]) -> Contract:
        """What is promised: what the wiring says, or what the contract's file does, of another wiring perhaps."""
        if self.contract is None:
            return contract_of(name, pair)
        file = read_contract(self.contract)
        other = pair if file.wiring == self.wiring else build(kit.load(file.wiring))
        return file.amend(contract_of(file.wiring, other))


def _login(settings: InstanceSettings) -> str:
    """Who sits at the consoles: the installer's account, or the first administrator."""
    logins = [user.login for user in settings.users if "Administrator" in user.profiles]
    if not logins:
        raise InputError("--config: nobody has the profile 'Administrator', and somebody has to sit at the consoles")
    return CONSOLE_USER if CONSOLE_USER in logins else logins[0]
