"""What the facts do not say and the base design needs, each with its evidence."""

from __future__ import annotations

HTML_TEXTS = {
    # Area html: "text" comes back as "<p>text</p>".
    ("Ticket", "description"),
    # Areas update and lifecycle: "Other" comes back as "<p>Other</p>".
    ("UserRequest", "solution"),
    # Recordings of the ITIL edition, "the partner resolves": "restarted" comes back as "<p>restarted</p>".
    ("Incident", "solution"),
}
"""Attributes of kind ``AttributeText`` that hold HTML. Others that recordings show come back as they were sent:
``WorkOrder.description``, ``Change.fallback_plan``, ``Service.description``, ``UserRequest.pending_reason``,
``UserRequest.user_comment``."""

THRESHOLDS = {(cls, watch): (75, 100) for cls in ("UserRequest", "Incident") for watch in ("tto", "ttr")}
"""Percentages of a stop-watch's goal: the sub-items of the facts read the 100, escalation starts at 75."""

SETS = {("Trigger", "context"): ("REST/JSON", "GUI:Console", "GUI:Portal", "CRON", "Synchro", "Setup")}
"""The codes of sets of codes, which the facts leave out: context tags (docs/itop/webhooks.md)."""

MOMENT_OF_READING = "2026-"
"""How the facts show a date whose default is the current time: with the moment at which they were read."""

DELTA_STIMULI = {"ev_pendingpartner", "ev_partnerupdate"}
"""In the rights of administrators; they come from the tutorial's delta, not from a standard iTop."""

ADMINISTRATOR = "Administrator"
"""May do anything, so on classes and stimuli of deltas too: the facts list all there were."""

TUTORIAL_LABELS = {
    "Class:UserRequest/Attribute:partner_id": "Partner",
    "Class:UserRequest/Attribute:remote_ticketid": "Remote ticket id",
    "Class:UserRequest/Attribute:status/Value:pending_partner": "Pending partner",
}
"""Labels of what the tutorial adds: its delta has none, the recorded servers' dictionary had them (recordings
``create``, "integer remote_ticketid …"; ``delete``, "transferred ticket partner")."""

INHERITED_LABELS = {"Class:Person/Attribute:name": "Last Name"}
"""Labels that a class has for an attribute which it inherits: the facts name attributes where they are declared only
(journeys ``datamodel-1``, 1072)."""
