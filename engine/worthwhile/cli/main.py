"""The door: finds the command, turns what goes wrong into findings and exit codes."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import click

from worthwhile.text import ModelError

COMMANDS = {
    "run": "Run a model on data.",
    "check": "Find what is wrong with models, without data.",
    "test": "Run the tests of models.",
    "rfm": "Sum up transactions, one row a customer.",
    "explain": "Say why a value is what it is.",
    "show": "Show what is in a model.",
    "simulate": "Run a model in many draws of what is uncertain.",
    "fmt": "Lay models out in the canonical way.",
    "convert": "Write a model as YAML, or back in lines.",
    "compile": "Print the program that the engine runs.",
    "serve": "Serve models over HTTP.",
    "new": "Make a model to start from, or list those of the library.",
    "plugins": "List what is installed.",
    "doctor": "Look over this installation.",
    "help": "Explain a finding, a function, or a model of the library.",
    "demo": "Make a small example and run it.",
}
"""Each stands in the file of its name, as the function of its name."""

FINE, FELL_SHORT, USAGE, INTERNAL, INTERRUPTED = 0, 1, 2, 3, 130


class Commands(click.Group):
    """The commands, read when they are asked for; plugins add theirs."""

    _asked = False

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        self._with_plugins()
        return [*COMMANDS, *(it for it in super().list_commands(ctx) if it not in COMMANDS)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name."""
        if cmd_name in COMMANDS:
            module = import_module(f"worthwhile.cli.{cmd_name}_command")
            found: click.Command = module.command
            return found
        self._with_plugins()
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with a line each; none is read for it."""
        rows = list(COMMANDS.items())
        for name in self.list_commands(ctx)[len(COMMANDS) :]:
            added = self.get_command(ctx, name)
            rows.append((name, added.get_short_help_str() if added else ""))
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A command, or the near one that was meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from worthwhile.text import did_you_mean

            near = did_you_mean(args[0], self.list_commands(ctx))
            raise click.UsageError(f"{error.message} {near.capitalize()}".strip(), ctx) from None

    def _with_plugins(self) -> None:
        """Take in the commands of plugins, once; what is left out is told on the error stream."""
        if self._asked:
            return
        self._asked = True
        from worthwhile.cli.commands import added

        found, findings = added()
        for name, command in found.items():
            self.add_command(command, name)
        for finding in findings:
            click.echo(str(finding), err=True)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="worthwhile", message="worthwhile %(version)s")
def worthwhile() -> None:
    """Value models as text: checked, computed, explained.

    A model is a file in the worthwhile language; `worthwhile demo` makes one to look at.
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was asked; give the exit code.

    0 fine; 1 the model, its tests or the data fell short; 2 wrong usage; 3 an internal error.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = worthwhile.main(args=None if arguments is None else list(arguments), standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except ModelError as error:
        for finding in error.findings:
            click.echo(str(finding), err=True)
        return FELL_SHORT
    except Exception as error:  # noqa: BLE001 (the last stop before the user)
        return _internal(error)
    return int(code) if isinstance(code, int) else FINE


def _internal(error: Exception) -> int:
    """An error of ours: said with what is needed to report it, never as a bare traceback."""
    if os.environ.get("WORTHWHILE_DEBUG"):
        raise error
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    code = trace.tb_frame.f_code if trace else None
    where = f"{Path(code.co_filename).name}:{trace.tb_lineno}" if code and trace else "?"
    told = str(error).splitlines()
    click.echo(
        f"internal error: {type(error).__name__}: {told[0] if told else ''} ({where}, worthwhile "
        f"{version('worthwhile')}, Python {sys.version.split()[0]})\n"
        "This is a fault of worthwhile, not of your model. Please report it with the model and this "
        "line; WORTHWHILE_DEBUG=1 shows where it came from.",
        err=True,
    )
    return INTERNAL
