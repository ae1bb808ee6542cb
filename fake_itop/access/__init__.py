"""Users: who they are, how they log in, what their profiles and organisations let them do."""

from __future__ import annotations

from fake_itop.access.login import Credentials, LoginFailedError, log_in
from fake_itop.access.rights import Rights
from fake_itop.access.settings import InstanceSettings, SettingsError, UserSettings

__all__ = ["Credentials", "InstanceSettings", "LoginFailedError", "Rights", "SettingsError", "UserSettings", "log_in"]
