"""Finds a PostgreSQL server for the tests, or starts one, and makes a database in it.

In this order: the server of WALLET_TEST_POSTGRES_URL, one that runs on this machine and
asks for no password, one started from installed programs in a temporary folder.
"""

from __future__ import annotations

import functools
import getpass
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL, make_url

SOCKET_FOLDERS = ("/var/run/postgresql", "/tmp")  # noqa: S108
MAINTENANCE_DATABASES = ("postgres", "test")
UNPRIVILEGED_ACCOUNTS = ("postgres", "nobody")

_at_the_end = ExitStack()


class NoServer(Exception):
    """There is no PostgreSQL server here that the tests may use; the text says why."""


@functools.cache
def database_url() -> str:
    """Make a database for this process and return its URL; raises NoServer."""
    server = _given_server() or _running_server() or _own_server()
    name = f"wallet_test_{secrets.token_hex(6)}"
    _execute(server, f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
    _at_the_end.callback(_execute, server, f'DROP DATABASE "{name}" WITH (FORCE)')
    return _text(server.set(database=name))


def close() -> None:
    """Drop this process's database and stop the server if this process started it."""
    _at_the_end.close()
    database_url.cache_clear()


def _given_server() -> URL | None:
    given = os.environ.get("WALLET_TEST_POSTGRES_URL")
    return make_url(given).set(drivername="postgresql") if given else None


def _running_server() -> URL | None:
    return next(filter(_may_create_databases, _candidates()), None)


def _candidates() -> Iterator[URL]:
    sockets = [Path(folder) / ".s.PGSQL.5432" for folder in SOCKET_FOLDERS]
    hosts = [str(path.parent) for path in sockets if path.exists()] + ["127.0.0.1"]
    for host in hosts:
        for user in dict.fromkeys([getpass.getuser(), "postgres", "root"]):
            for database in MAINTENANCE_DATABASES:
                yield _url(user=user, host=host, database=database)


def _url(*, user: str, host: str, database: str) -> URL:
    return URL.create(
        "postgresql", username=user, database=database, query={"host": host}
    )


def _may_create_databases(server: URL) -> bool:
    query = "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
    try:
        with psycopg.connect(_text(server), connect_timeout=2) as connection:
            row = connection.execute(query).fetchone()
    except psycopg.OperationalError:
        return False
    return bool(row and row[0])


def _own_server() -> URL:
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="wallet-postgres-"))
    _at_the_end.callback(shutil.rmtree, folder, ignore_errors=True)
    account = _account_for(folder)
    data = str(folder / "data")
    _run(
        [
            *(str(binaries / "initdb"), "--pgdata", data, "--username", "postgres"),
            *("--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"),
        ],
        account,
    )
    control = [str(binaries / "pg_ctl"), "--pgdata", data]
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    log = str(folder / "log")
    _run([*control, "--wait", "--log", log, "--options", options, "start"], account)
    _at_the_end.callback(_run, [*control, "--mode", "immediate", "stop"], account)
    return _url(user="postgres", host=str(folder), database="postgres")


def _binaries() -> Path:
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda path: float(path.parent.name),
        reverse=True,
    )
    found = shutil.which("initdb")
    candidates = [*folders, *([Path(found).parent] if found else [])]
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    message = "no server runs here and its programs are not installed"
    raise NoServer(message)


def _account_for(folder: Path) -> str | None:
    """PostgreSQL refuses root, who gives the folder to an account without rights."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    account = next(name for name in UNPRIVILEGED_ACCOUNTS if name in known)
    shutil.chown(folder, account)
    return account


def _run(command: list[str], account: str | None) -> None:
    entry = pwd.getpwnam(account) if account else None
    finished = subprocess.run(
        command,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
        user=entry.pw_uid if entry else None,
        group=entry.pw_gid if entry else None,
        extra_groups=[] if entry else None,
    )
    if finished.returncode:
        program = Path(command[0]).name
        message = f"{program} failed: {finished.stdout.strip()[-300:]}"
        raise NoServer(message)


def _execute(server: URL, statement: str) -> None:
    with psycopg.connect(_text(server), autocommit=True) as connection:
        connection.execute(statement.encode())


def _text(server: URL) -> str:
    return server.render_as_string(hide_password=False)
