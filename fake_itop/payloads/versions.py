"""What a template does on an older version that it does not do on the newest: it is expanded on both."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fake_itop.datamodel.attributes import Attribute, AttributeCaseLog, AttributeString, AttributeText, LogEntry
from fake_itop.datamodel.model import MetaClass
from fake_itop.notifications.json_payloads import PreparationError
from fake_itop.payloads.places import Notes
from fake_itop.payloads.trial import Trial
from fake_itop.profiles import DEFAULT, VersionProfile
from fake_itop.profiles.rules import JSON_PAYLOAD
from fake_itop.store import Record

CODE = "FI701"
NASTY = 'say "no" \\ and\nagain'
"""What people may write: a quote, a backslash and a line end."""
NASTY_HTML = f'<p class="x">{NASTY}</p>'


def note_breaks(text: str, this: MetaClass, trial: Trial, notes: Notes) -> None:
    """Note which attributes' values make a template that works on the newest version break on the trial's."""
    profile = trial.profile
    breaking = list(_breaking(text, this, trial)) if profile is not DEFAULT else []
    if not breaking:
        return
    codes = ", ".join(breaking)
    what = f"a quote, a backslash or a line end in {codes} makes it no JSON"
    said = f"works on {DEFAULT.name}, breaks on {profile.name}: {what}"
    since = JSON_PAYLOAD.since_after(profile.variant(JSON_PAYLOAD))
    fix = f"send ids and codes, and read the rest by REST; or update {JSON_PAYLOAD.component.value} to {since}"
    start = text.index(breaking[0])
    notes.add(CODE, said, fix, spot=(start, start + len(breaking[0])))


def _breaking(text: str, this: MetaClass, trial: Trial) -> Iterator[str]:
    filled = trial.samples.filled(this)
    for code, attribute in this.attributes.items():
        nasty = _nasty(attribute)
        if nasty is None or code not in this.columns or not re.search(rf"\b{code}\b", text):
            continue
        record = filled.with_values({code: nasty})
        if _is_sent(text, record, trial, DEFAULT) and not _is_sent(text, record, trial, trial.profile):
            yield code


def _nasty(attribute: Attribute) -> object:
    if isinstance(attribute, AttributeCaseLog):
        return (LogEntry("2026-01-31 12:00:00", "Somebody", 1, NASTY_HTML),)
    if isinstance(attribute, AttributeText) and attribute.format == "html":
        return NASTY_HTML
    return NASTY if isinstance(attribute, AttributeString) else None


def _is_sent(text: str, record: Record, trial: Trial, profile: VersionProfile) -> bool:
    try:
        profile.notifications.expand_json(trial.placeholders(record), text)
    except PreparationError:
        return False
    return True
