"""The checks, in the order in which their findings are told."""

from __future__ import annotations

from fake_itop.doctor.checks import (
    answers,
    callbacks,
    disclosure,
    keys,
    logs,
    losses,
    payloads,
    setup,
    states,
    traffic,
    transfers,
    triggers,
)
from fake_itop.doctor.reading import Check

CHECKS: tuple[Check, ...] = (
    setup.check,
    payloads.check,
    callbacks.check,
    answers.check,
    traffic.check,
    triggers.check,
    keys.check,
    transfers.check,
    logs.check,
    disclosure.check,
    states.check,
    losses.check,
)
