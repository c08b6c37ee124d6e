"""The long-running commands as programs: ready, useful, gone when asked."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest
import requests
from sqlalchemy import select, text

from tests import factories
from tests.cli.operator import ROOT
from tests.services.till.till import Till, local
from wallet_service.models.outbox import OutboxMessage
from wallet_service.vault import Vault

PATIENCE = 60
PENDING = {"rate_bp": 500, "hold_days": 1}


@contextmanager
def running(operator, *arguments, **settings):
    """The program; it is killed when the test or its patience ends."""
    with operator.start(*arguments, **settings) as program:
        watchdog = threading.Timer(PATIENCE, program.kill)
        watchdog.start()
        try:
            yield program
        finally:
            watchdog.cancel()
            program.kill()


def serving(program):
    """What `serve --json` prints when it is ready."""
    line = program.stdout.readline()
    assert line, program.stderr.read()
    return json.loads(line)


def logged(program, *events):
    """Read its log until each of the events has come."""
    awaited = set(events)
    while awaited:
        line = program.stderr.readline()
        assert line, f"ended before {awaited}"
        if line.startswith("{"):
            awaited.discard(json.loads(line)["event"])


def ended(program, number=signal.SIGTERM):
    """Ask it to stop; gives its status and what it had left to say."""
    program.send_signal(number)
    out, err = program.communicate(timeout=PATIENCE)
    return program.returncode, out, err


def fetched(address):
    response = requests.get(address, timeout=PATIENCE)
    return response.status_code, response.content


def owe(database):
    """A message that the relay can only give up, and points that have fallen due."""
    till = Till(database, Vault(factories.SECRET_KEY))
    till.buy(till.card_of("cashback", PENDING), "1,000.00", local(3, 9))
    with database.writing_across_brands() as session:
        session.execute(text("UPDATE outbox_messages SET topic = 'unheard-of'"))
    return till


def states(database):
    with database.reading_across_brands() as session:
        return set(session.scalars(select(OutboxMessage.state)))


def releases(database):
    statement = text("SELECT COUNT(*) FROM entries WHERE kind = 'release'")
    with database.reading_across_brands() as session:
        return session.scalar(statement)


@pytest.fixture
def sqlite(operator):
    database = operator.database()
    yield database
    database.dispose()


def test_serve_does_all_on_sqlite_and_stops_with_nothing_half_done(operator, sqlite):
    owe(sqlite)
    with running(operator, "serve", "--port", "0", "--json") as program:
        told = serving(program)
        assert told["relay"] is True
        assert told["base_url"] == "http://127.0.0.1:8000"
        assert fetched(told["address"] + "/healthz") == (200, b"ok\n")
        assert fetched(told["address"] + "/readyz") == (200, b"ready\n")
        logged(program, "dead_letter", "due_work_done")
        status, out, err = ended(program)
    assert (status, out) == (0, "")
    assert "Traceback" not in err
    assert "background_stopped" in err
    assert "claimed" not in states(sqlite)
    assert releases(sqlite) == 1


def test_serve_prints_a_line_for_people_and_ends_at_ctrl_c(operator):
    with running(operator, "serve", "--port", "0") as program:
        line = program.stdout.readline()
        assert line.startswith("Serving http://127.0.0.1:8000 at http://127.0.0.1:")
        address = line.split()[-1]
        assert fetched(address + "/healthz")[0] == 200
        assert ended(program, signal.SIGINT)[0] == 0


def test_serve_without_the_relay_leaves_the_outbox_to_a_worker(operator, sqlite):
    owe(sqlite)
    with running(operator, "serve", "--port", "0", "--no-relay", "--json") as program:
        told = serving(program)
        assert told["relay"] is False
        assert fetched(told["address"] + "/healthz")[0] == 200
        assert ended(program)[0] == 0
    assert states(sqlite) == {"queued"}
    assert releases(sqlite) == 0


def test_a_worker_delivers_and_posts_until_it_is_told_to_stop(operator, sqlite):
    owe(sqlite)
    with running(operator, "worker") as program:
        logged(program, "dead_letter", "due_work_done")
        status, out, err = ended(program)
    assert (status, out) == (0, "")
    assert "Traceback" not in err
    assert "background_stopped" in err
    assert releases(sqlite) == 1


def test_run_due_posts_until_it_is_told_to_stop(operator, sqlite):
    owe(sqlite)
    with running(operator, "run-due") as program:
        assert program.stderr.readline().startswith("Posting what falls due")
        logged(program, "due_work_done")
        assert ended(program)[:2] == (0, "")
    assert releases(sqlite) == 1


def test_postgresql_is_served_by_several_processes_and_one_worker(bare, postgres):
    owe(postgres)
    processes = {"web_processes": "2"}
    with running(bare, "serve", "--port", "0", "--json", **processes) as program:
        told = serving(program)
        assert told["relay"] is False
        assert fetched(told["address"] + "/readyz") == (200, b"ready\n")
        status, out, _ = ended(program)
    assert (status, out) == (0, "")
    assert states(postgres) == {"queued"}
    with running(bare, "worker") as program:
        logged(program, "dead_letter", "due_work_done")
        assert ended(program)[0] == 0
    assert releases(postgres) == 1


def test_a_wsgi_server_finds_the_application(operator):
    environment = operator.environment | {"PATH": "/usr/bin:/bin"}
    found = subprocess.run(
        [sys.executable, "-m", "gunicorn", "--check-config", "wsgi:app"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stderr) == (0, "")
