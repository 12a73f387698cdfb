"""``worthwhile serve MODEL...``: models over HTTP, for programs in other languages."""

import math
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from types import FrameType
from typing import Any

import click

from worthwhile.cli.loading import fell_short, loaded
from worthwhile.cli.main import FELL_SHORT, FINE, USAGE
from worthwhile.cli.options import Voice, from_libraries, speaking
from worthwhile.model import Model
from worthwhile.serve import complaints
from worthwhile.text import ModelError
from worthwhile.text.limits import LIMITS

LOCAL = ("127.0.0.1", "localhost", "::1")
PATIENCE = 5
"""Seconds beyond its time that a request is waited for when the server stops."""


@click.command()
@click.argument("models", metavar="MODEL...", nargs=-1, required=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; other hosts need a token.")
@click.option("--port", default=8000, show_default=True, help="0 takes any that is free.")
@click.option(
    "--token",
    envvar="WORTHWHILE_TOKEN",
    default="",
    help="What requests must say: Authorization: Bearer TOKEN. Better set as WORTHWHILE_TOKEN.",
)
@click.option("--max-body", "body", default=10_000_000, show_default=True, help="Bytes that a request may have.")
@click.option(
    "--max-seconds",
    "seconds",
    default=10.0,
    show_default=True,
    help="How long an answer may take; 0: as long as it takes.",
)
@click.option(
    "--max-memory",
    "memory",
    default=1_000,
    show_default=True,
    help="Megabytes that the columns of an answer may take; 0: any.",
)
@click.option("--allow-origin", "origins", multiple=True, metavar="URL", help="A page whose scripts may ask.")
@from_libraries
@speaking
def command(
    voice: Voice,
    models: Sequence[str],
    host: str,
    port: int,
    token: str,
    body: int,
    seconds: float,
    memory: int,
    origins: tuple[str, ...],
    libraries: tuple[str, ...],
) -> int:
    """Serve models over HTTP until it is stopped: evaluate, run, explain, describe.

    GET / lists them, GET /openapi.json describes what may be asked. It is for this machine alone unless
    --host says otherwise.
    """
    limits = replace(LIMITS, seconds=seconds or math.inf, memory=memory * 1e6 or math.inf)
    try:
        served = named(voice, models, libraries)
    except ModelError as error:
        fell_short(voice, error.findings)
        return USAGE if any(it.code == "W0924" for it in error.findings) else FELL_SHORT
    if host not in LOCAL and not token:
        fell_short(voice, [complaints.open_to_all(host)])
        return USAGE
    try:
        from worthwhile.serve.app import Guard, app_of
    except ImportError:
        raise click.UsageError('serving needs more: pip install "worthwhile[serve]"') from None
    hosts = (*LOCAL, "[::1]") if host in LOCAL else ()
    app = app_of({name: replace(it, limits=limits) for name, it in served.items()}, Guard(token, body, hosts, origins))
    return _serve(voice, app, host, port, tuple(served), seconds)


def named(voice: Voice, paths: Sequence[str], libraries: tuple[str, ...]) -> dict[str, Model]:
    """The models of some files by their names. Raises `ModelError` where two have the same one."""
    found: dict[str, Model] = {}
    files: dict[str, str] = {}
    for path in paths:
        model = loaded(voice, path, libraries)
        if model.name in found:
            raise ModelError([complaints.two_models(model.name, files[model.name], path)])
        found[model.name], files[model.name] = model, path
    return found


def _serve(voice: Voice, app: Any, host: str, port: int, names: Sequence[str], seconds: float) -> int:  # noqa: ANN401 (an application)
    import socket

    import uvicorn

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise click.UsageError(f"cannot listen at {host}:{port}: {error.strerror or error}") from None
    at = listening.getsockname()
    shown = f"[{at[0]}]" if family == socket.AF_INET6 else at[0]
    address = f"http://{shown}:{at[1]}"
    voice.say(f"{', '.join(names)} at {address} (Ctrl-C stops it)")
    voice.data({"address": address, "models": list(names)})
    sys.stdout.flush()
    grace = None if not seconds else math.ceil(seconds) + PATIENCE
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, timeout_graceful_shutdown=grace, server_header=False
    )
    before = signal.signal(signal.SIGTERM, _stopped)
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except (KeyboardInterrupt, SystemExit):
        pass  # what was asked before is answered by now
    finally:
        signal.signal(signal.SIGTERM, before)
        listening.close()
    voice.whisper("stopped")
    return FINE


def _stopped(_number: int, _frame: FrameType | None) -> None:
    """The signal comes again when the server has stopped in its own way: this is no fault."""
    raise SystemExit
