"""The kinds of thing a plugin can bring, as what the engine needs of each."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from worthwhile.meaning.meaning import Meaning
from worthwhile.text import Finding
from worthwhile.text.frozen import frozen

if TYPE_CHECKING:
    from worthwhile.answer.result import Result
    from worthwhile.plugin.running import Job


class Table(Protocol):
    """An opened source: its columns, and its rows in batches.

    Where it has ``rows``, a number, that is how many there are: a run can then say how long it will take.
    Where it has ``spelled``, columns by their heads, texts in them are read as the `Spelling` says
    (`worthwhile.plugin.reading`), else as programs write: ``1234.5``, ``2026-03-31``. Where it has ``notes``,
    those findings are told with what is said of the data. Where it has ``close()``, that is called when the
    table will not be read again.
    """

    @property
    def name(self) -> str:
        """What messages call it: the file's name, the table's."""
        ...

    def columns(self) -> Sequence[str]:
        """The heads of its columns, in order."""
        ...

    def batches(self, columns: Sequence[str]) -> Iterator[Any]:
        """Its rows as Arrow record batches of some columns, in the order of the source, from the first on.

        It may be asked several times. Where batches are read as they are asked for, what they hold
        need not fit in memory; further columns do no harm.
        What cannot be read raises `ModelError` with a finding, or any exception of its own, which
        becomes a finding that names the plugin.
        """
        ...


class Source(Protocol):
    """A reader of tables."""

    @property
    def name(self) -> str:
        """What it is called in `worthwhile plugins`: ``csv``."""
        ...

    def claims(self, address: str) -> bool:
        """Whether an address, as after ``--data name=``, is for it."""
        ...

    def open(self, address: str) -> Table:
        """Open an address that it claims."""
        ...


class Target(Protocol):
    """A writer of results."""

    @property
    def name(self) -> str:
        """What it is called in `worthwhile plugins`: ``csv``."""
        ...

    def claims(self, address: str) -> bool:
        """Whether an address, as after ``--out``, is for it."""
        ...

    def write(self, result: "Result", address: str) -> Sequence[Finding]:
        """Write a result, whole or not at all."""
        ...


class Runner(Protocol):
    """Another engine that carries out a plan: it gives what numpy gives here, to the last bit."""

    @property
    def name(self) -> str:
        """What it is chosen by: ``--on spark``."""
        ...

    @property
    def extra(self) -> str:
        """What is to be installed for it: ``worthwhile[spark]``."""
        ...

    def lacks(self) -> str:
        """What it needs and this machine does not have, in words; nothing where all is there."""
        ...

    def run(self, job: "Job") -> "Result":
        """Carry out a job. What is wrong raises `ModelError` with findings, as a run here does."""
        ...


class Listed(Protocol):
    """One walk over the rows of a table, as a program for a block of them."""

    @property
    def table(self) -> str:
        """The name of the table; nothing for the entity's own."""
        ...

    @property
    def source(self) -> str:
        """The text of the function `block`; nothing where the interpreter does it."""
        ...

    @property
    def limits(self) -> Sequence[str]:
        """The decision tables that it looks up, in words."""
        ...

    @property
    def feeds(self) -> Sequence[str]:
        """The aggregates over its rows, by their names."""
        ...


class Compiled(Protocol):
    """A model as the engine runs it, for those who print it."""

    @property
    def name(self) -> str:
        """The model's name."""
        ...

    @property
    def label(self) -> str:
        """What it is called for people."""
        ...

    @property
    def rows(self) -> Sequence[Listed]:
        """The walks over rows, each as a program for a block of them."""
        ...

    @property
    def one(self) -> str:
        """The plain Python function of one subject; nothing where the model is none for it."""
        ...


class Printer(Protocol):
    """Something that prints a compiled model for another place to run or for people to read."""

    @property
    def name(self) -> str:
        """What it is chosen by: ``compile --to python``."""
        ...

    def printed(self, model: Compiled) -> str:
        """The text."""
        ...


class Writer(Protocol):
    """Something that is being written batch by batch; nobody sees it before it is whole."""

    def write(self, rows: Any) -> None:  # noqa: ANN401 (an Arrow table)
        """Add some rows: an Arrow table, its columns those of the first, where a count may turn out to be a number."""
        ...

    def commit(self) -> None:
        """All has been written: put it in its place at once."""
        ...

    def abort(self) -> None:
        """Leave nothing of it, and what was there before as it was."""
        ...


@runtime_checkable
class Summarizing(Writer, Protocol):
    """A writer that also keeps what there is beside the rows: single values, units, conventions."""

    def summarize(self, result: "Result") -> Sequence[Finding]:
        """All rows have been written, and this is what the run says as a whole. Asked once, before the end.

        What has no place where it writes is told in findings that are no errors.
        """
        ...


@runtime_checkable
class BatchTarget(Target, Protocol):
    """A target that can take rows batch by batch, so that a result need not fit in memory."""

    def begin(self, address: str, first: Any) -> Writer:  # noqa: ANN401 (an Arrow table)
        """Begin to write rows such as the first ones, which are handed to the writer after that like all others."""
        ...


class Section(Protocol):
    """A section of a report."""

    @property
    def name(self) -> str:
        """What it is chosen by, and called in `worthwhile plugins`."""
        ...

    @property
    def title(self) -> str:
        """Its heading."""
        ...

    def html(self, result: "Result") -> str:
        """What stands under the heading, as a piece of HTML that needs nothing from elsewhere; nothing: no section."""
        ...


@frozen
class Lint:
    """A check over a model that has been understood: its codes, and what it finds."""

    codes: tuple[str, ...]
    look: Any
    """A function of a `Meaning`, giving findings."""

    def __call__(self, meaning: Meaning) -> Sequence[Finding]:
        """What it finds in a model."""
        found: Sequence[Finding] = list(self.look(meaning))
        for it in found:
            if not isinstance(it, Finding):
                raise TypeError(f"it gives `{type(it).__name__}`, where a `Finding` was expected")
        return found


@frozen
class Library:
    """A folder of models that can be imported by their names."""

    name: str
    folder: str
