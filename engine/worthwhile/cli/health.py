"""What `doctor` looks at, each thing by itself: one that cannot be looked at hides no other."""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from worthwhile.text.frozen import frozen

FINE, ABSENT, BROKEN = "fine", "absent", "broken"
MARKS = {FINE: "ok ", ABSENT: "-  ", BROKEN: "BAD"}
OURS = ("bench", "check", "test")
"""Extras for those who work on worthwhile itself."""
ROOM = 100 * 2**20
"""Bytes that should be free where runs put what memory does not hold."""
DATA = "id,revenue,calls\na,1200,4\nb,480,2\nc,,9\n"
MODEL = """
model doctor
currency USD
entity customer key id
inputs:
    revenue : USD per year optional
    calls   : number per year
value = 60% * revenue - calls * $12
total = sum(value over customer)
test "by hand":
    given revenue = $500, calls = 5
    expect value = $240 per year
outputs:
    value
    total
"""
ANSWER: dict[str, object] = {"value": [672.0, 264.0, None], "total": [936.0]}
"""60% of 1,200 less 4 calls of 12, of 480 less 2; their sum."""


@frozen
class Check:
    """One thing that was looked at."""

    name: str
    state: str
    found: str
    hint: str = ""


def examined() -> Iterator[Check]:
    """Everything, in order."""
    looks: tuple[tuple[str, Callable[[], Iterator[Check]]], ...] = (
        ("Python", _python),
        ("packages", _packages),
        ("extras", _extras),
        ("plugins", _plugins),
        ("programs", _programs),
        ("cache", _cache),
        ("temporary files", _temporary),
        ("a run", _run),
    )
    for name, look in looks:
        try:
            yield from look()
        except Exception as error:  # noqa: BLE001 (whatever is broken)
            yield Check(name, BROKEN, f"{type(error).__name__}: {str(error).partition(chr(10))[0]}")


def _python() -> Iterator[Check]:
    said = ".".join(map(str, sys.version_info[:3]))
    fine = sys.version_info >= (3, 11)
    yield Check("Python", FINE if fine else BROKEN, said, "" if fine else "worthwhile needs Python 3.11 or later")
    yield Check("worthwhile", FINE, version("worthwhile"))


# ---- packages

REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)(?:\[([^\]]*)\])?\s*([^;]*)(?:;\s*(.*))?$")
EXTRA = re.compile(r"""extra\s*==\s*['"]([^'"]+)['"]""")


@frozen
class Wanted:
    """A package that worthwhile can use: which extra asks for it, and which versions."""

    package: str
    extra: str
    versions: str


def _wanted() -> list[Wanted]:
    found = []
    for line in requires("worthwhile") or ():
        match = REQUIREMENT.match(line)
        if match and match[1].lower() != "worthwhile":
            extra = EXTRA.search(match[4] or "")
            found.append(Wanted(match[1], extra[1] if extra else "", match[3].strip(" ()")))
    return found


def _packages() -> Iterator[Check]:
    for it in _wanted():
        if not it.extra:
            yield _of_package(it, f"pip install '{it.package}{it.versions}'")


def _extras() -> Iterator[Check]:
    wanted = [it for it in _wanted() if it.extra and it.extra not in OURS]
    for extra in dict.fromkeys(it.extra for it in wanted):
        install = f'pip install "worthwhile[{extra}]"'
        of = [_of_package(it, install) for it in wanted if it.extra == extra]
        said = ", ".join(f"{it.name} {it.found}" for it in of)
        states = {it.state for it in of}
        too_old = any(it.state == BROKEN and it.found != "not installed" for it in of)
        state = BROKEN if too_old else ABSENT if states != {FINE} else FINE
        yield Check(f"[{extra}]", state, said, install if state != FINE else "")


def _of_package(wanted: Wanted, install: str) -> Check:
    try:
        known = version(wanted.package)
    except PackageNotFoundError:
        return Check(wanted.package, BROKEN, "not installed", install)
    if _suits(known, wanted.versions):
        return Check(wanted.package, FINE, known)
    return Check(wanted.package, BROKEN, f"{known}, which is not {wanted.versions}", install)


def _suits(known: str, versions: str) -> bool:
    """Whether a version is among those that are asked for by `>=`, `<`, `==` and the like."""
    have = _numbers(known)
    for part in filter(None, (it.strip() for it in versions.split(","))):
        match = re.match(r"(>=|<=|==|!=|~=|<|>)\s*([0-9.]+)", part)
        if match is None:
            continue
        other = _numbers(match[2])
        holds = {
            ">=": have >= other, "<=": have <= other, "==": have == other, "!=": have != other,
            "<": have < other, ">": have > other, "~=": have >= other and have[: len(other) - 1] == other[:-1],
        }  # fmt: skip
        if not holds[match[1]]:
            return False
    return True


def _numbers(text: str) -> tuple[int, ...]:
    found = [int(it) for it in re.match(r"[0-9.]*", text)[0].split(".") if it]  # type: ignore[index]  # it matches nothing, too
    while found and not found[-1]:  # 3.0 is 3
        found.pop()
    return tuple(found)


# ---- plugins


def _plugins() -> Iterator[Check]:
    from worthwhile.cli.commands import by_plugin
    from worthwhile.plugin.registry import DISABLE, installed
    from worthwhile.text import Finding

    registry = installed()
    findings: list[Finding] = []
    by_plugin(registry, findings)
    distributions = sorted({f"{it.distribution} {it.version}" for it in registry.plugins if it.distribution})
    there = sum(not it.fault and not it.disabled for it in registry.plugins)
    yield Check("plugins", FINE, f"{there} of {', '.join(distributions)}")
    for it in registry.plugins:
        if it.disabled:
            yield Check(f"plugin {it.name}", ABSENT, f"turned off by {DISABLE}")
        if it.fault:
            yield Check(
                f"plugin {it.name}", BROKEN, f"left out, {it.fault}", f"{DISABLE}={it.name} leaves it out quietly"
            )
    for finding in findings:
        yield Check("commands", BROKEN, finding.message, finding.hint)
    for name in registry.unknown:
        yield Check(DISABLE, BROKEN, f"it names `{name}`, which is no plugin here", "`worthwhile plugins` lists all")


# ---- other programs


def _programs() -> Iterator[Check]:
    java = _found("java") or (Path(os.environ.get("JAVA_HOME", "/nowhere")) / "bin" / "java").is_file()
    wanted = _is_there("pyspark")
    state = FINE if java else BROKEN if wanted else ABSENT
    hint = "" if java else "`--on spark` needs Java 17 or later: set JAVA_HOME to it"
    yield Check("Java", state, "found" if java else "not found", hint)
    postgres = _found("postgres") or any(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    said = "a server is installed here" if postgres else "no server is installed here"
    hint = "" if postgres else "tables of a server elsewhere need none: postgresql://host/base#table"
    yield Check("PostgreSQL", FINE if postgres else ABSENT, said, hint)
    office = _found("soffice") or _found("libreoffice")
    hint = "" if office else "workbooks are written without it; it opens them, and computes their formulas again"
    yield Check("LibreOffice", FINE if office else ABSENT, "found" if office else "not found", hint)


def _found(program: str) -> bool:
    return shutil.which(program) is not None


def _is_there(package: str) -> bool:
    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True


# ---- folders


def _cache() -> Iterator[Check]:
    from worthwhile.syntax.grammar import cache_folder

    folder = cache_folder()
    if folder is None:
        yield Check(
            "cache",
            ABSENT,
            "turned off, or there is no home folder",
            "each start builds the parser, which takes a second",
        )
        return
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        why = error.strerror or str(error)
        yield Check(
            "cache", BROKEN, f"{folder}: {why}", "set XDG_CACHE_HOME to a folder of yours, or WORTHWHILE_NO_CACHE=1"
        )
        return
    size = sum(it.stat().st_size for it in folder.glob("*") if it.is_file())
    yield Check("cache", FINE, f"{folder}, {size / 2**20:.1f} MiB")


def _temporary() -> Iterator[Check]:
    try:
        folder = tempfile.gettempdir()
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        yield Check(
            "temporary files", BROKEN, error.strerror or str(error), "set TMPDIR to a folder that can be written to"
        )
        return
    free = shutil.disk_usage(folder).free
    hint = "" if free >= ROOM else "runs over more rows than memory holds need room there: set TMPDIR"
    yield Check("temporary files", FINE if free >= ROOM else BROKEN, f"{folder}, {free / 2**30:.1f} GiB free", hint)


# ---- a run


def _run() -> Iterator[Check]:
    from worthwhile.model import parse_model
    from worthwhile.plugin.targets import written
    from worthwhile.text import ModelError

    try:
        model = parse_model(MODEL)
        with tempfile.TemporaryDirectory() as folder:
            file, out = Path(folder) / "customers.csv", Path(folder) / "values.csv"
            file.write_text(DATA, encoding="utf-8")
            result = model.run(str(file))
            written(result, str(out))
            rows = len(out.read_text(encoding="utf-8").splitlines()) - 1
        tested = all(it.ok for it in model.test())
    except ModelError as error:
        yield Check("a run", BROKEN, str(error.findings[0]), "`worthwhile plugins` says what is not there")
        return
    found = {name: list(result.values(name)) for name in ANSWER}
    if found != ANSWER or not tested or rows != result.rows:
        yield Check(
            "a run",
            BROKEN,
            f"gives {found}, not {ANSWER}",
            "install worthwhile and numpy again; if that does not help, report it",
        )
        return
    yield Check("a run", FINE, "a small model over a CSV file gives what was worked out by hand")
