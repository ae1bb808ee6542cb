"""Captured traffic: webhook bodies, replies, and journals or HAR files full of both."""

from __future__ import annotations

from fake_itop.payloads.captured.envelope import judge_webhook, packed
from fake_itop.payloads.captured.journal import judge_journal
from fake_itop.payloads.captured.reply import judge_reply

__all__ = ["judge_journal", "judge_reply", "judge_webhook", "packed"]
