"""The commands that plugins add: each plugin is asked alone, and what breaks is told with its name."""

import sys
from collections.abc import Mapping
from contextlib import redirect_stdout
from copy import copy

import click

from worthwhile.cli.main import COMMANDS
from worthwhile.meaning.complaints import plugin_failed
from worthwhile.plugin.registry import Registry, installed
from worthwhile.text import Finding, Level, ModelError


def guarded(command: click.Command, name: str, owner: str) -> click.Command:
    """A command of a plugin: where it breaks, the plugin is to blame, and said to be."""

    def invoke(ctx: click.Context) -> object:
        try:
            return command.invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit, ModelError, BrokenPipeError, MemoryError):
            raise
        except Exception as error:
            raise ModelError([plugin_failed(f"the command `{name}`", error, owner=owner)]) from error

    held = copy(command)
    held.invoke = invoke  # type: ignore[method-assign]  # of this copy alone
    return held


def added(registry: Registry | None = None) -> tuple[Mapping[str, click.Command], list[Finding]]:
    """The commands that plugins add, by name, and what is to be said of those that are left out."""
    found: dict[str, click.Command] = {}
    findings: list[Finding] = []
    for owner, names in by_plugin(registry or installed(), findings).items():
        for name, command in names.items():
            found[name] = guarded(command, name, owner)
    return found, findings


def _look_at(group: click.Group) -> None:
    for name, it in group.commands.items():
        if not isinstance(it, click.Command):
            raise TypeError(f"`{name}` is no click command")


def by_plugin(registry: Registry, findings: list[Finding]) -> dict[str, dict[str, click.Command]]:
    """The commands of each plugin; what is wrong with one goes to the findings."""
    taken = dict.fromkeys(COMMANDS, "worthwhile")
    found: dict[str, dict[str, click.Command]] = {}
    for owner, add in registry.commanders.items():
        group = click.Group()  # not ours: what a plugin does to it, it does to its own commands
        try:
            with redirect_stdout(sys.stderr):
                add(group)
            _look_at(group)
        except (Exception, SystemExit) as error:  # noqa: BLE001 (whatever a plugin does)
            findings.append(plugin_failed("`commands()`", error, owner=owner).at(Level.WARNING))
            continue
        mine = found.setdefault(owner, {})
        for name, command in group.commands.items():
            if name in taken:
                told = f"would add the command `{name}`, which `{taken[name]}` has"
                findings.append(plugin_failed("`commands()`", told, owner=owner).at(Level.WARNING))
                continue
            taken[name] = owner
            mine[name] = command
    return found
