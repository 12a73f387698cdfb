"""The addresses of tables in databases: ``sqlite:///values.db#clv``, ``postgresql://host/base#clv``."""

from worthwhile.plugin import Finding, Level, ModelError


def table_of(address: str, kind: str) -> tuple[str, str]:
    """An address cut into that of the database and the name of the table. Raises `ModelError` without one."""
    base, _, table = address.partition("#")
    if not table.strip():
        message = f"{address} names a database, and no table in it"
        raise ModelError([Finding("W0671", Level.ERROR, message, hint=f"add it: {kind}#values", file=address)])
    return base, table.strip()


def lacking(what: str, extra: str, address: str) -> ModelError:
    """What is not installed, and how it is."""
    message = f"{address} cannot be written: {what} is not installed"
    hint = f'pip install "worthwhile[{extra}]"'
    return ModelError([Finding("W0672", Level.ERROR, message, hint=hint, file=address)])
