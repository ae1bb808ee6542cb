"""Data synchronisation: rows are imported into replicas, and an execution brings the objects in line with them.

Collectors speak to it through two pages, ``/synchro/synchro_import.php`` and ``/synchro/synchro_exec.php`` (recordings
``synchro``).
"""

from __future__ import annotations

from fake_itop.synchro.loading import NO_VALUE
from fake_itop.synchro.pages import EXEC_PATH, IMPORT_PATH, Pages
from fake_itop.synchro.report import COUNTED
from fake_itop.synchro.source import PRIMARY_KEY

__all__ = ["COUNTED", "EXEC_PATH", "IMPORT_PATH", "NO_VALUE", "PRIMARY_KEY", "Pages"]
