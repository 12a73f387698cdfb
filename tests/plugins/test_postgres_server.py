"""The server that the tests start: it answers, takes rows in bulk, and gives them back."""

import pyarrow as pa

from plugins.postgres import Server


def test_the_server_answers_and_keeps_what_it_is_given(postgres: Server) -> None:
    rows = pa.table({"id": [1, 2, None], "name": ["a", None, "süd"]})
    postgres.ingest("served", rows)
    assert postgres.fetch("SELECT id, name FROM served ORDER BY id NULLS LAST").to_pylist() == rows.to_pylist()
    postgres.run("DROP TABLE served")
