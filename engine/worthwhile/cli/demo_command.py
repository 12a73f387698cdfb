"""``worthwhile demo``: a small example, copied into a folder and run."""

from pathlib import Path

import click

from worthwhile.cli.loading import fell_short, run_model
from worthwhile.cli.main import FELL_SHORT, FINE
from worthwhile.cli.options import Voice, speaking
from worthwhile.model import load
from worthwhile.resources import shelf
from worthwhile.text import ModelError

FOLDER = "worthwhile-demo"
MODEL, DATA, ENTITY = "subscription.worth", "customers.csv", "customer"


@click.command()
@click.argument("folder", default=FOLDER, metavar="[FOLDER]")
@speaking
def command(voice: Voice, folder: str) -> int:
    """Make a small example and run it.

    Copies a model and its data into FOLDER (worthwhile-demo where not said), values the customers,
    and says what to try next. Files that are there already are kept.
    """
    there = Path(folder)
    try:
        there.mkdir(parents=True, exist_ok=True)
        for item in sorted((shelf("rules") / "demo").iterdir(), key=lambda it: it.name):
            if item.is_file() and not (there / item.name).exists():
                (there / item.name).write_bytes(item.read_bytes())
    except OSError as error:
        raise click.UsageError(f"{folder} cannot be written to: {error.strerror or error}") from None
    model, data = there / MODEL, there / DATA
    try:
        result = run_model(load(model), {ENTITY: str(data)}, {}, None)
        outcomes = load(model).test()
    except ModelError as error:
        return fell_short(voice, error.findings)
    voice.say(f"$ worthwhile run {model} --data {ENTITY}={data} --limit 8")
    if not voice.json:
        from worthwhile.cli.table import print_result

        print_result(result, 8, color=voice.colored(out=True))
    voice.findings(result.diagnostics)
    passed = sum(it.ok for it in outcomes)
    voice.say(f"{passed} of {len(outcomes)} tests of the model pass.\n\nWhat to try next:")
    first = result.keys[0] if result.keys else ""
    for line in (
        f"worthwhile explain {model} clv --row {first} --data {ENTITY}={data}",
        f"worthwhile run {model} --data {ENTITY}={data} --set discount=15%",
        f"worthwhile run {model} --data {ENTITY}={data} --scenario leaky --out values.csv",
        f"worthwhile show {model}",
        f"open {model} in an editor, break a line, and: worthwhile check {model}",
    ):
        voice.say(f"  {line}")
    voice.data(
        {**result.to_dict(), "folder": str(there), "tests": {"passed": passed, "failed": len(outcomes) - passed}}
    )
    return FINE if passed == len(outcomes) else FELL_SHORT
