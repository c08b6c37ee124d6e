"""Purchases per second through HTTP on SQLite, beside a bare transaction of three rows.

Both write with synchronous=FULL to the same disk. The second figure compares a card
with 100,000 entries to one with ten: they cost the same, or nearly.
"""

from __future__ import annotations

import itertools
import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import (
    Column,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    insert,
    update,
)

from benchmarks import load, many_entries, rounds, service
from benchmarks.service import Service

BATCH = 240
CONNECTIONS = 4
CARDS = 60
ENTRIES = 100_000

TABLES = MetaData()
LEDGER = Table(
    "ledger",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("account", String),
    Column("amount", Integer),
)
BALANCE = Table(
    "balance",
    TABLES,
    Column("account", String, primary_key=True),
    Column("amount", Integer),
)
OUTBOX = Table(
    "outbox",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("subject", String),
)

_keys = itertools.count(1)


def main() -> None:
    """Measure and tell."""
    with service.running() as running:
        program = _program(running)
        cards = [_card(running, program, number) for number in range(CARDS)]
        few, many = _card(running, program, CARDS), _card(running, program, CARDS + 1)
        _purchases(running, [few] * 10)
        many_entries.add(running, many, ENTRIES)
        bare = _bare_engine(running.folder)
        share = _Share(running)
        through_http = rounds.compare(
            "purchases through HTTP (gunicorn gthread, SQLite FULL)",
            lambda: share.of(_purchases(running, cards * (BATCH // len(cards)))),
            "bare Core transactions of three rows",
            lambda: _bare(bare),
            unit="a second",
            least=0.15,
        )
        by_size = rounds.compare(
            f"purchases on a card with {ENTRIES:,} entries",
            lambda: _purchases(running, [many] * 60).per_second,
            "purchases on a card with ten entries",
            lambda: _purchases(running, [few] * 60).per_second,
            unit="a second",
            least=1 / 1.2,
            note=f"load generator: {share.told()} of the processor time",
        )
    rounds.tell([through_http, by_size])


class _Share:
    """The generator's share of the processor time of both."""

    def __init__(self, running: Service) -> None:
        self._running = running
        self._server = running.cpu_seconds()
        self._generator = 0.0

    def of(self, done: load.Load) -> float:
        self._generator += done.generator_cpu
        return done.per_second

    def told(self) -> str:
        server = self._running.cpu_seconds() - self._server
        return f"{self._generator / (self._generator + server):.0%}"


def _program(running: Service) -> str:
    program = running.call(
        "POST",
        "/programs",
        {
            "name": "Cashback",
            "kind": "cashback",
            "currency": "EUR",
            "time_zone": "Europe/Berlin",
            "rules": {"rate_bp": 300, "expiry": {"months": 12}},
        },
    )
    running.call("POST", f"/programs/{program['id']}/publish", {})
    return str(program["id"])


def _card(running: Service, program_id: str, number: int) -> str:
    made = running.call(
        "POST",
        "/cards",
        {"program_id": program_id, "member": {"name": f"Member {number}"}},
    )
    return str(made["id"])


def _purchases(running: Service, cards: list[str]) -> load.Load:
    now = datetime.now(UTC) - timedelta(seconds=1)
    requests = [_request(running, card, now) for card in cards]
    return load.send(running.port, requests, connections=CONNECTIONS, status=201)


def _request(running: Service, card: str, now: datetime) -> bytes:
    body = {
        "card_id": card,
        "occurred_at": now.isoformat(),
        "lines": [{"category": "fuel", "amount": 1_500_000}, {"amount": 250_000}],
    }
    return load.post(
        "/api/v1/purchases",
        json.dumps(body).encode(),
        Authorization=f"Bearer {running.key}",
        Idempotency_Key=f"benchmark-{next(_keys)}",
    )


def _bare_engine(folder: Path) -> Engine:
    engine = create_engine(f"sqlite:///{folder / 'bare.db'}")

    @event.listens_for(engine, "connect")
    def _configure(connection, _record):  # noqa: ANN001, ANN202
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    @event.listens_for(engine, "begin")
    def _begin(connection):  # noqa: ANN001, ANN202
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    TABLES.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(BALANCE), {"account": "a", "amount": 0})
    return engine


def _bare(engine: Engine) -> float:
    begun = time.perf_counter()
    for _ in range(BATCH):
        with engine.begin() as connection:
            connection.execute(insert(LEDGER), {"account": "a", "amount": 1})
            connection.execute(
                update(BALANCE)
                .where(BALANCE.c.account == "a")
                .values(amount=BALANCE.c.amount + 1)
            )
            connection.execute(insert(OUTBOX), {"subject": "a"})
    return BATCH / (time.perf_counter() - begun)


if __name__ == "__main__":
    main()
