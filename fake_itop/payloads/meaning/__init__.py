"""What a real iTop would answer to a request, as far as that depends on the request and not on its data.

There are no rules here: each part of the request is given to the code that answers requests, in a trial, and what that
refuses becomes a finding at its place. In the end the whole request is tried, with what was refused left out.
"""

from __future__ import annotations

from fake_itop.payloads.meaning.request import judge_meaning
from fake_itop.payloads.meaning.scope import Scope

__all__ = ["Scope", "judge_meaning"]
