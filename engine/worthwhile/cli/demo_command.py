"""``worthwhile demo``: a small example, copied into a folder and run."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from worthwhile.cli.loading import fell_short, run_model
from worthwhile.cli.main import FELL_SHORT, FINE
from worthwhile.cli.options import Voice, speaking
from worthwhile.model import load
from worthwhile.resources import shelf
from worthwhile.text import Level, ModelError

if TYPE_CHECKING:
    from worthwhile.answer.result import Result

FOLDER = "worthwhile-demo"
MODEL, DATA, ENTITY = "subscription.worth", "customers.csv", "customer"
USING = f"--data {ENTITY}={DATA}"
SHOWN = 8


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
    try:
        model = load(there / MODEL)
        result = run_model(model, {ENTITY: str(there / DATA)}, {}, None)
    except ModelError as error:
        return fell_short(voice, error.findings)
    outcomes = model.test()
    passed = sum(it.ok for it in outcomes)
    voice.say(f"{there / MODEL} says what a customer is worth, {there / DATA} has {len(result.keys or ())} of them.\n")
    voice.say(f"  worthwhile run {MODEL} {USING} --limit {SHOWN}\n")
    if not voice.json:
        from worthwhile.cli.table import print_result

        print_result(result, SHOWN, color=voice.colored(out=True))
    voice.say("What the run has to say of the data:\n")
    voice.findings([it for it in result.diagnostics if it.level is not Level.NOTE], out=True)
    voice.say(f"  worthwhile test {MODEL}\n\n{passed} of the model's {len(outcomes)} tests pass.\n")
    voice.say(_next(there, result))
    voice.data(
        {**result.to_dict(), "folder": str(there), "tests": {"passed": passed, "failed": len(outcomes) - passed}}
    )
    return FINE if passed == len(outcomes) else FELL_SHORT


def _next(there: Path, result: "Result") -> str:
    key = result.keys[0] if result.keys else ""
    tries = (
        ("why is that customer worth this?", f"worthwhile explain {MODEL} clv --row {key} {USING}"),
        ("what if money cost more?", f"worthwhile run {MODEL} {USING} --set discount=15%"),
        ("what if more of them left?", f"worthwhile run {MODEL} {USING} --scenario leaky"),
        ("the values as a file", f"worthwhile run {MODEL} {USING} --out values.csv"),
        ("what is in the model?", f"worthwhile show {MODEL}"),
        ("break a line in an editor, then", f"worthwhile check {MODEL}"),
    )
    lines = ["What to try next:\n", f"  cd {there}"]
    for why, how in tries:
        lines += [f"\n  # {why}", f"  {how}"]
    return "\n".join(lines)
