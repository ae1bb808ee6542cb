"""The files by which people say what they want: ``fake-itop.toml``, and seeds of objects."""

from fake_itop.configuration.config import Config, ConfigError, chosen_profile, read_config, users_of
from fake_itop.configuration.seeds import SeedError, Seeds, read_seeds

__all__ = ["Config", "ConfigError", "SeedError", "Seeds", "chosen_profile", "read_config", "read_seeds", "users_of"]
