"""The house keeps its own rules."""

import ast
import doctest
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import worthwhile
import worthwhile_plugins
from worthwhile.plugin import hooks
from worthwhile.plugin.registry import installed
from worthwhile.resources import grammar
from worthwhile.statements import Statement, vocabulary
from worthwhile.syntax.tree import Part

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "engine" / "worthwhile"
CODE = sorted([*ROOT.glob("engine/**/*.py"), *ROOT.glob("plugins/**/*.py")])
MODULES = [
    importlib.import_module(found.name)
    for package in (worthwhile, worthwhile_plugins)
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not found.name.endswith("__main__")
]
OUTGROWN = 600
"""300 lines is a good moment to look; this is where a file has to be divided."""


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in CODE:
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.AST, *, inside: bool = True) -> Iterator[str]:
    """The modules that a file imports; without `inside`, only those it imports when it is imported itself."""
    nodes = ast.walk(tree) if inside else _outside_of_functions(tree)
    for node in nodes:
        match node:
            case ast.Import(names=names):
                yield from (it.name for it in names)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield from (f"{module}.{it.name}" for it in names)


def _outside_of_functions(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        typing = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not typing:
            yield node
            yield from _outside_of_functions(node)


# ---- floors


def test_each_floor_stands_on_the_floors_below() -> None:
    pytest.importorskip("importlinter", reason="import-linter is one of the tools of the extra `check`")
    said = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as it; it()"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert said.returncode == 0, said.stdout + said.stderr


def test_no_module_needs_itself() -> None:
    """A cycle of imports that run when a module is imported; those for types alone do not count."""
    known = {it.__name__ for it in MODULES} | {"worthwhile", "worthwhile_plugins"}
    needs: dict[str, set[str]] = {}
    for path, tree in trees():
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts[1:])
        wanted = imports(tree, inside=False)
        needs[name.removesuffix(".__init__")] = {
            it if it in known else it.rpartition(".")[0] for it in wanted if {it, it.rpartition(".")[0]} & known
        }
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " -> ".join((*way, name))
        if name not in done:
            for it in sorted(needs.get(name, ())):
                visit(it, (*way, name))
            done.add(name)

    assert needs["worthwhile.model"]
    for name in sorted(needs):
        visit(name, ())


@pytest.mark.parametrize(
    ("library", "floors"),
    [
        ("lark", {"syntax"}),
        ("yaml", {"syntax"}),
        ("pluggy", {"plugin"}),
        ("click", {"cli"}),
        ("rich", {"cli", "text"}),
        ("numpy", {"run", "data", "answer", "whatif", "testing"}),
        ("pyarrow", {"data", "testing"}),
    ],
)
def test_a_library_is_known_on_its_own_floors_only(library: str, floors: set[str]) -> None:
    known = {
        path.relative_to(ENGINE).parts[0].removesuffix(".py")
        for path, tree in trees()
        if path.is_relative_to(ENGINE) and any(it.split(".")[0] == library for it in imports(tree))
    }
    assert known <= floors


def test_the_plugins_use_nothing_but_the_door() -> None:
    for path, tree in trees():
        if path.is_relative_to(ROOT / "plugins"):
            used = {it for it in imports(tree) if it.split(".")[0] == "worthwhile"}
            assert all(it.startswith("worthwhile.plugin.") for it in used), named(path)


def test_nobody_imports_the_plugins() -> None:
    for path, tree in trees():
        if path.is_relative_to(ENGINE):
            assert not {it for it in imports(tree) if it.startswith("worthwhile_plugins")}, named(path)


# ---- what is read when


def loaded_by(code: str) -> set[str]:
    """The libraries that are in memory after a program of its own."""
    asked = [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"]
    said = subprocess.run(asked, capture_output=True, text=True, check=True, cwd=ROOT)
    return {it.split(".")[0] for it in said.stdout.splitlines()[-1].split()}


def test_importing_the_package_does_no_work() -> None:
    code = (
        "import worthwhile\n"
        "from worthwhile.syntax.grammar import parser\n"
        "from worthwhile.plugin.registry import installed\n"
        "assert parser.cache_info().currsize == installed.cache_info().currsize == 0"
    )
    assert not loaded_by(code) & {"numpy", "pyarrow", "yaml", "click", "rich", "worthwhile_plugins"}


def test_checking_a_model_reads_neither_numpy_nor_arrow(tmp_path: Path) -> None:
    model = tmp_path / "lease.worth"
    model.write_text(
        "model lease\ntimeline 36 months paid end\n"
        'assumptions:\n    rate : percent per year = 6% source "the bank"\n'
        '    cost : USD per month in $1.. ~ $300 to $500 source "offers"\n'
        '    share : percent = 8% ~ beta(8, 92) source "the bank"\ncorrelate cost with share at 0.2\n'
        "costs:\n    instalment = cost * (1 + share)\n    deposit = once($2_000, at: 0)\n"
        "worth = npv(costs, rate: rate)\nsegments = if worth > $9k then 1 else 2\n",
        encoding="utf-8",
    )
    code = (
        "import io, contextlib\nfrom worthwhile.cli import main\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        "    try:\n"
        f"        main(['check', {str(model)!r}])\n"
        "    except SystemExit as stop:\n        assert stop.code in (0, None), stop.code\n"
    )
    loaded = loaded_by(code)
    assert "worthwhile" in loaded
    assert not loaded & {"numpy", "pyarrow", "pandas", "yaml"}


def test_the_engine_names_nothing_that_plugins_bring() -> None:
    """A function, a source or an output is asked for by the words of the model, never by a name in the code.

    The rules of units, which functions share, say in their messages whose they are.
    """
    tools = installed()
    offered = {name for name, it in tools.toolbox.functions.items() if not it.is_sign} | set(tools.toolbox.aggregates)
    offered |= {it.name for it in tools.sources} | {it.name for it in tools.outputs}
    assert {"npv", "irr", "clamp", "quantile", "csv", "parquet"} <= offered
    words = {"day", "month", "year", "count", "any", "sum"}  # units, a type, a cell, a policy of the language, too
    for path, tree in trees():
        place = path.relative_to(ROOT).as_posix()
        if place.startswith(("plugins/", "engine/worthwhile/units/rules/", "engine/worthwhile/plugin/rules")):
            continue
        forms = {"json"} if place.startswith("engine/worthwhile/cli/") else set()  # of what it prints itself
        if place.startswith(("engine/worthwhile/answer/", "engine/worthwhile/data/")):
            forms = {"duckdb"}  # whose relations a host may hand over, and is given back
        if place.startswith("engine/worthwhile/whatif/"):
            forms = {"mean"}  # what a column of a simulation is called
        texts = {it.value for it in ast.walk(tree) if isinstance(it, ast.Constant) and isinstance(it.value, str)}
        assert not (offered - words - forms) & texts, place


# ---- the language


def test_every_statement_of_the_grammar_has_its_file() -> None:
    rule = re.search(r"^\?statement:((?:.*\n)(?:[ \t]+\|.*\n)*)", grammar("worthwhile.lark"), re.MULTILINE)
    assert rule is not None
    rules = set(rule[1].replace("|", " ").split())
    assert {"formula", "timeline", "test"} <= rules
    kinds = vocabulary(rules)
    assert all(issubclass(it, Statement) for it in kinds.values())
    # and each stands in a file of its rule's name
    assert all(it.__module__ == f"worthwhile.statements.{rule}" for rule, it in kinds.items())
    assert Part.__doc__


# ---- habits


@pytest.mark.parametrize("module", [worthwhile, *MODULES], ids=lambda it: it.__name__)
def test_every_module_says_what_it_is_for(module: ModuleType) -> None:
    assert (module.__doc__ or "").split("\n")[0].strip()


@pytest.mark.parametrize("module", [worthwhile, *MODULES], ids=lambda it: it.__name__)
def test_examples_in_docstrings_hold(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def test_everything_public_is_explained() -> None:
    silent: list[str] = []
    for path, tree in trees():
        for node in tree.body:
            match node:
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name) if not name.startswith("_"):
                    silent += [] if ast.get_docstring(node) else [f"{named(path)}: {name}"]
    assert not silent


def test_the_promise_is_kept() -> None:
    for name in worthwhile.__all__:
        offered = getattr(worthwhile, name)
        assert inspect.getdoc(offered), name
        members = inspect.getmembers(offered, inspect.isfunction) if inspect.isclass(offered) else []
        for member, function in members:
            if not member.startswith("_"):
                assert inspect.getdoc(function), f"{name}.{member}"


def test_every_hook_is_explained_and_listed() -> None:
    offered = [it for it, _ in inspect.getmembers(hooks, inspect.isfunction)]
    assert set(offered) - {"bundle"} == set(hooks.HOOKS)
    assert all(inspect.getdoc(getattr(hooks, it)) for it in offered)


def test_no_file_outgrows_a_sitting() -> None:
    long = {named(it): n for it in CODE if (n := len(it.read_text(encoding="utf-8").splitlines())) > OUTGROWN}
    assert not long


def test_nothing_is_put_off() -> None:
    later = re.compile(r"\b(?:TODO|FIXME|XXX|HACK|NotImplementedError)\b")
    assert not [named(it) for it in CODE if later.search(it.read_text(encoding="utf-8"))]


def test_folder_names_do_not_leak_into_the_path() -> None:
    names = ["engine", "plugins", "grammars", "rules"]
    code = f"from importlib.util import find_spec; print([n for n in {names} if find_spec(n)])"
    asked = [sys.executable, "-P", "-c", code]
    said = subprocess.run(asked, capture_output=True, text=True, check=True, cwd="/")
    assert said.stdout.strip() == "[]"
