"""The files by which people say what they want: ``fake-itop.toml``, and seeds of objects."""

from fake_itop.configuration.config import Config, ConfigError, read_config
from fake_itop.configuration.seeds import SeedError, Seeds, read_seeds

__all__ = ["Config", "ConfigError", "SeedError", "Seeds", "read_config", "read_seeds"]
