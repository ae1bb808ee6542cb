"""Objects of a live iTop, read over REST and never written: pulled into a state to start from, and compared with it.

A live iTop is only ever asked ``core/get`` (`fake_itop.client.ReadOnlyClient` sends nothing else), and never for an
attribute that holds a secret.
"""

from __future__ import annotations

from fake_itop.mirror.anonymising import Anonymiser
from fake_itop.mirror.comparing import Comparison, Drawer, compare
from fake_itop.mirror.kept import Kept, KeptError
from fake_itop.mirror.live import Live, LiveError, Pace
from fake_itop.mirror.pulling import Pull, Wanted, wanted
from fake_itop.mirror.standin import state_with

__all__ = [
    "Anonymiser",
    "Comparison",
    "Drawer",
    "Kept",
    "KeptError",
    "Live",
    "LiveError",
    "Pace",
    "Pull",
    "Wanted",
    "compare",
    "state_with",
    "wanted",
]
