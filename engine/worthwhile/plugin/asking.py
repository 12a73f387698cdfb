"""What a database is asked about records, and what becomes of its answers.

The questions and what has to hold stand in plain words (`worthwhile.plan.questions`). A runner that can
prove that the answer is what a run here would give hands it over; everything else is computed here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from worthwhile.answer.ask import answered, ask
from worthwhile.answer.elsewhere import Found, for_each
from worthwhile.answer.result import Result
from worthwhile.data.columns import Column as Values
from worthwhile.data.form import Form, form_of
from worthwhile.data.frame import Frame
from worthwhile.data.tables import nothing_but_heads
from worthwhile.meaning.meaning import OtherTable
from worthwhile.plan.questions import (
    Applied,
    Claim,
    Column,
    Condition,
    Literal,
    Question,
    answer_name,
    claims,
    columns_of,
    left_over,
    needed,
    questions,
)
from worthwhile.plan.steps import Slot
from worthwhile.plugin.running import Job
from worthwhile.text.frozen import frozen
from worthwhile.units import Amount, Category, Day, Tag

__all__ = [
    "Answers",
    "Applied",
    "Asked",
    "Claim",
    "Column",
    "Condition",
    "Head",
    "Literal",
    "Question",
    "asked",
    "columns_of",
    "with_answers",
]


@frozen
class Head:
    """The column of an input, and what its cells are: ``number``, ``count``, ``date``, ``flag``, ``label``, ``text``."""

    head: str
    kind: str
    labels: tuple[str, ...] = ()


@frozen
class Asked:
    """One table of records, and what there is to ask about it."""

    name: str
    key: str
    """The head of the column that says whose a record is."""
    heads: Mapping[str, Head]
    """By the names of the inputs."""
    questions: tuple[Question, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Answers:
    """What is known of one table without having its rows."""

    keys: object
    """An Arrow array: whose the answers are, each key once, none missing."""
    values: Mapping[Slot, tuple[Found, float]]
    """By question: the answer for each key, and that for who has no records."""
    proven: frozenset[Slot]
    """The claims that hold in every record."""
    rest: Callable[[Sequence[str]], object] = field(compare=False)
    """The rows as an Arrow table of some columns, in their order."""
    heads: Sequence[str]
    """The heads of all the columns."""


def asked(job: Job) -> tuple[Asked, ...]:
    """The tables of records of a job that something can be asked about, and that were handed over."""
    found = []
    for table in job.meaning.tables.values():
        if table.of and job.meaning.entity is not None:
            questioned = tuple(questions(job.plan, table.name))
            if questioned and _given(job, table):
                claimed = tuple(claims(job.plan, table.name))
                found.append(Asked(_given(job, table), table.column, _heads(job, table), questioned, claimed))
    return tuple(found)


def with_answers(job: Job, answers: Mapping[str, Answers]) -> Result:
    """Do the rest here. Answers about somebody whom the entity's table does not have are no use: all is done here."""
    entity = job.meaning.entity
    if not answers or entity is None or entity.name not in job.tables:
        return job.here()
    main = job.frame(entity.name)
    if entity.column not in main.heads:
        return job.here()
    plan, known, frames = job.plan, dict[str, Values](), {entity.name: main}
    for table in job.meaning.tables.values():
        name = _given(job, table)
        if name not in answers:
            if name:
                frames[name] = job.frame(name)
            continue
        given = answers[name]
        values = {answer_name(slot): it for slot, it in given.values.items()}
        columns = for_each(main, entity.column, given.keys, values)
        if columns is None:
            return job.here()
        known |= columns
        plan = left_over(plan, table.name, given.values.keys(), given.proven)
        wanted = [job.meaning.inputs[it.name].column for it in needed(plan, table.name)]
        read = [it for it in dict.fromkeys([table.column, *wanted]) if it in given.heads]
        rows = given.rest(read) if wanted else None
        known_here = job.read_already(name)
        spelled = known_here.spelled if known_here else {}
        frames[name] = Frame(name, nothing_but_heads(rows, given.heads), spelled)
    rest = {it: job.frame(it) for it in job.tables if it not in frames}

    def whole() -> object:
        everything = {it: job.frame(it) for it in job.tables}
        return answered(job.meaning, job.plan, job.registry.toolbox, everything, block=job.block, limits=job.limits)

    return ask(
        job.meaning,
        plan,
        job.registry.toolbox,
        {**frames, **rest},
        strict=job.strict,
        block=job.block,
        threads=job.threads,
        limits=job.limits,
        known=known,
        whole=whole,  # type: ignore[arg-type]  # (what is to be refused)
    )


def _given(job: Job, table: OtherTable) -> str:
    """The name under which a table was handed over; nothing where it was not."""
    plain = job.meaning.plain_name(table)
    return table.name if table.name in job.tables else plain if plain in job.tables else ""


def _heads(job: Job, table: OtherTable) -> Mapping[str, Head]:
    found = {}
    for it in job.meaning.inputs.values():
        if it.table == table.name and it.column:
            match it.type:
                case Day():
                    kind = "date"
                case Category():
                    kind = "label"
                case Amount(tag=Tag.COUNT):
                    kind = "count"
                case type_:
                    kind = {Form.NUMBER: "number", Form.FLAG: "flag", Form.LABEL: "label", Form.TEXT: "text"}[
                        form_of(type_)
                    ]
            found[it.name] = Head(it.column, kind, it.type.labels if isinstance(it.type, Category) else ())
    return found
