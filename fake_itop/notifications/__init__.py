"""Notifications: triggers, their webhooks with placeholders and callbacks, and the queue of asynchronous ones."""

from __future__ import annotations

from fake_itop.notifications.callbacks import Callback, CallbackError, PayloadCallback, WebResponse
from fake_itop.notifications.notes import LogRecord, Mail, News, Note
from fake_itop.notifications.notifier import Notifier

__all__ = [
    "Callback",
    "CallbackError",
    "LogRecord",
    "Mail",
    "News",
    "Note",
    "Notifier",
    "PayloadCallback",
    "WebResponse",
]
