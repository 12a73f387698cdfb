"""A PostgreSQL server of the tests' own: on a free port of 127.0.0.1, in a folder that goes with it.

It is started where Debian's or any other binaries are found; where there are none, the tests that want
it are skipped. PostgreSQL refuses to run as root, so there it runs as `postgres` or `nobody`.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PASSWORD = "pass/word:1"  # noqa: S105 (of a server that lives as long as the tests; it has to be escaped in an address)
USERS = ("postgres", "nobody")
PATIENCE = 30
"""Seconds that the server may take to answer."""
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=40")


@dataclass(frozen=True)
class Server:
    """A server that answers: ``uri`` is the address of its database ``postgres``."""

    host: str
    port: int
    user: str
    password: str

    @property
    def uri(self) -> str:
        """The address, its password escaped."""
        from urllib.parse import quote

        return f"postgresql://{self.user}:{quote(self.password, safe='')}@{self.host}:{self.port}/postgres"

    def run(self, *statements: str) -> None:
        """Carry out statements, each on its own."""
        from adbc_driver_postgresql import dbapi

        with dbapi.connect(self.uri, autocommit=True) as connection, connection.cursor() as cursor:
            for it in ("SET lock_timeout = '20s'", *statements):  # who waits for a lock for ever has found a fault
                cursor.execute(it)

    def ingest(self, table: str, rows: Any) -> None:
        """Make a table of an Arrow table, or of a reader of batches, by COPY."""
        from adbc_driver_postgresql import dbapi

        with dbapi.connect(self.uri) as connection, connection.cursor() as cursor:
            cursor.adbc_ingest(table, rows, mode="create")
            connection.commit()

    def fetch(self, query: str) -> Any:
        """What a query gives, as an Arrow table."""
        from adbc_driver_postgresql import dbapi

        with dbapi.connect(self.uri, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetch_arrow_table()


def binaries() -> Path | None:
    """The folder of `initdb` and `postgres`, the newest there is."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda it: int(it.parts[-3].split(".")[0]))
    on_path = shutil.which("initdb")
    initdb = found[-1] if found else Path(on_path) if on_path else None
    return initdb.parent if initdb and (initdb.parent / "postgres").exists() else None


def _user() -> str | None:
    """Whom the server runs as: nobody else, unless this is root."""
    if os.geteuid():
        return None
    known = {it.pw_name for it in pwd.getpwall()}
    user = next((it for it in USERS if it in known), None)
    if user is None:
        pytest.skip("PostgreSQL does not run as root, and there is no user `postgres` or `nobody`")
    return user


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server for all the tests of a run; each takes tables of its own names."""
    pytest.importorskip("adbc_driver_postgresql", reason="adbc-driver-postgresql is not installed")
    folder = binaries()
    if folder is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    user = _user()
    home = Path(tempfile.mkdtemp(prefix="worthwhile-postgres-"))
    try:
        if user is not None:
            shutil.chown(home, user)
        yield from _served(folder, home, user)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _served(folder: Path, home: Path, user: str | None) -> Iterator[Server]:
    secret, data = home / "secret", home / "data"
    secret.write_text(PASSWORD, encoding="utf-8")
    secret.chmod(0o644)
    plain = {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", "")}
    options: dict[str, Any] = {"cwd": home, "env": plain, **({"user": user, "extra_groups": []} if user else {})}
    initdb = [folder / "initdb", "-D", data, "-U", "tester", "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8"]
    made = subprocess.run([*map(str, initdb), "--no-sync"], check=False, capture_output=True, text=True, **options)
    if made.returncode:
        pytest.skip(f"PostgreSQL could not be set up here: {made.stderr.strip().splitlines()[-1:]}")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = [word for it in SETTINGS for word in ("-c", it)]
    command = [folder / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", home, *settings]
    with (home / "log").open("w") as log:
        process = subprocess.Popen([*map(str, command)], stdout=log, stderr=log, **options)
        try:
            _wait(process, port, home / "log")
            yield Server("127.0.0.1", port, "tester", PASSWORD)
        finally:
            process.send_signal(signal.SIGINT)  # do not wait for those who are connected
            process.wait(PATIENCE)


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    """Until it takes connections."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        if "ready to accept connections" in log.read_text(encoding="utf-8", errors="replace"):
            with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE):
                return
        time.sleep(0.02)
    pytest.skip(f"PostgreSQL did not start here: {log.read_text(encoding='utf-8', errors='replace')[-300:]}")
