"""The checks, in the order in which their findings are told."""

from __future__ import annotations

from fake_itop.doctor.checks.answers import check_answers, check_traffic
from fake_itop.doctor.checks.keys import check_callbacks, check_keys
from fake_itop.doctor.checks.logs import check_disclosure, check_logs, check_losses
from fake_itop.doctor.checks.setup import check_payloads, check_setup
from fake_itop.doctor.checks.states import check_states
from fake_itop.doctor.checks.transfers import check_transfers
from fake_itop.doctor.checks.triggers import check_triggers
from fake_itop.doctor.reading import Check

CHECKS: tuple[Check, ...] = (
    check_setup,
    check_payloads,
    check_callbacks,
    check_answers,
    check_traffic,
    check_triggers,
    check_keys,
    check_transfers,
    check_logs,
    check_disclosure,
    check_states,
    check_losses,
)
