"""The command line: one module per command, each loaded only when it is called."""

from fake_itop.cli.main import main

__all__ = ["main"]
