"""``worthwhile test [PATH]...``: run the tests that stand in models."""

import click

from worthwhile.cli.main import FELL_SHORT, FINE, USAGE
from worthwhile.cli.options import Voice, from_libraries, misnamed, speaking
from worthwhile.cli.searching import models_in
from worthwhile.model import load
from worthwhile.text import Finding, ModelError, errors


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@from_libraries
@speaking
def command(voice: Voice, paths: tuple[str, ...], libraries: tuple[str, ...]) -> int:
    """Run the tests of models; of a folder those of all models in it.

    A test that falls short shows the value of every part of what it expected. Without PATH, the
    models of the current folder are tested.
    """
    told: list[dict[str, object]] = []
    broken: list[Finding] = []
    models = 0
    for path in models_in(paths or (".",), broken):
        models += 1
        try:
            model = load(path, library=libraries)
        except ModelError as error:
            broken += error.findings
            continue
        for outcome in model.test():
            said = [dict(it.to_dict()) for it in outcome.findings]
            told.append({"name": outcome.name, "ok": outcome.ok, "file": str(path), "findings": said})
            if not voice.quiet or not outcome.ok:
                voice.say(f"{'ok  ' if outcome.ok else 'FAIL'}  {path}: {outcome.name}")
            if not outcome.ok:
                voice.findings(outcome.findings, out=True)
    passed = sum(bool(it["ok"]) for it in told)
    failed = len(told) - passed
    voice.findings(broken, out=True)
    answer: dict[str, object] = {"passed": passed, "failed": failed, "tests": told}
    if broken:
        answer["findings"] = [dict(it.to_dict()) for it in broken]
    voice.data(answer)
    voice.say(f"{passed} passed, {failed} failed in {models} model{'s' * (models != 1)}")
    if any(map(misnamed, errors(broken))):
        return USAGE
    return FELL_SHORT if failed or errors(broken) else FINE
