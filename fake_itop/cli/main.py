"""The entry point: finds the command, and turns whatever goes wrong into one line and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper

import click

from fake_itop.cli.building import without_collecting
from fake_itop.cli.errors import CliError, ExitCode, StartAgain
from fake_itop.values.names import InputError

COMMANDS = {
    "check": "fake_itop.cli.check",
    "compare": "fake_itop.cli.compare",
    "contract": "fake_itop.cli.contract",
    "doctor": "fake_itop.cli.doctor",
    "explore": "fake_itop.cli.explore",
    "export": "fake_itop.cli.export",
    "init": "fake_itop.cli.init",
    "matrix": "fake_itop.cli.matrix",
    "oql": "fake_itop.cli.oql",
    "pair": "fake_itop.cli.pair",
    "pull": "fake_itop.cli.pull",
    "replay": "fake_itop.cli.replay",
    "record": "fake_itop.cli.record",
    "scenarios": "fake_itop.cli.scenarios",
    "schema": "fake_itop.cli.schema",
    "serve": "fake_itop.cli.serve",
}
"""Each command's module, in which it is called ``command``."""


SERVERS = frozenset({"pair", "record", "serve"})
"""Commands that go on until they are stopped: for them an interruption is the end that was meant."""

ENVIRONMENT = "FAKE_ITOP"
"""Begins the names of environment variables: FAKE_ITOP_SEED stands for --seed of every command that has it."""


class LazyGroup(click.Group):
    """Commands that are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - likewise
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        with without_collecting():
            command: click.Command = import_module(module).command
        command.context_settings.setdefault("auto_envvar_prefix", ENVIRONMENT)
        return command


@click.group(cls=LazyGroup, no_args_is_help=False, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fake-itop", message="fake-itop %(version)s")
def cli() -> None:
    """A stand-in for iTop wherever software talks to it, and a laboratory for two of them."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit with its code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """The exit code of a command, carried out as often as it asks for."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # bytes of arguments that are no text are shown all the same
    while True:
        with suppress(StartAgain):
            return _run_once(arguments)


def _run_once(arguments: Sequence[str]) -> int:
    try:
        result = cli.main(list(arguments), prog_name="fake-itop", standalone_mode=False)
    except click.UsageError as error:
        return _complain(f"{error.format_message()} (see {_path(error)} -h)", error.exit_code)
    except CliError as error:
        return _complain(error.format_message(), error.code)
    except click.ClickException as error:
        return _complain(error.format_message(), error.exit_code)
    except InputError as error:
        return _complain(str(error), ExitCode.USAGE)
    except (KeyboardInterrupt, click.Abort):
        return ExitCode.FINE if arguments and arguments[0] in SERVERS else ExitCode.INTERRUPTED
    except StartAgain:
        raise
    except Exception as error:  # noqa: BLE001 - the last line of defence: no traceback unless it is asked for
        return _broke_down(error)
    return result if isinstance(result, int) else ExitCode.FINE


def _path(error: click.UsageError) -> str:
    return error.ctx.command_path if error.ctx is not None else "fake-itop"


def _complain(message: str, code: int) -> int:
    click.echo(f"fake-itop: {' '.join(message.split())}", err=True)
    return code


def _broke_down(error: Exception) -> int:
    if os.environ.get("FAKE_ITOP_DEBUG"):
        traceback.print_exc()
    what = f"{type(error).__name__}: {error}"
    return _complain(f"broke down, a bug of its own ({what}); FAKE_ITOP_DEBUG=1 shows where", ExitCode.INTERNAL)
