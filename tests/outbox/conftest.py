"""An outbox with one brand, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests import factories
from wallet_service.database import Database
from wallet_service.models.outbox import OutboxMessage
from wallet_service.outbox import store
from wallet_service.outbox.relay import Delivered, Relay
from wallet_service.outbox.store import Topic

TOPIC = Topic("test", timedelta(seconds=0.3))


@dataclass
class Outbox:
    """The table, a clock that stands still, and what a handler was given."""

    database: Database
    brand_id: str
    now: datetime = factories.NOW
    handled: list[str] = field(default_factory=list)

    def clock(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def owe(self, *subjects: str, topic: Topic = TOPIC, lane: int | None = None):
        with self.database.writing(self.brand_id) as session:
            for subject in subjects:
                store.enqueue(session, topic, subject, self.now, lane=lane)

    def claim(
        self,
        limit: int = 100,
        lease_seconds: int = 60,
        lanes: range = store.ALL_LANES,
    ) -> list[store.Message]:
        with self.database.writing_across_brands() as session:
            return store.claim(
                session,
                self.now,
                lease_seconds=lease_seconds,
                limit=limit,
                lanes=lanes,
            )

    def rows(self) -> list[OutboxMessage]:
        with self.database.reading_across_brands() as session:
            return list(session.scalars(select(OutboxMessage)))

    def row(self, subject: str = "one") -> OutboxMessage:
        (found,) = [row for row in self.rows() if row.subject == subject]
        return found

    def relay(self, answer=Delivered, *, clock=None) -> Relay:
        """A relay whose handler gives `answer(subject)`, or `answer()` of a result."""

        def handler(messages):
            self.handled += [message.subject for message in messages]
            return {one.id: result_of(answer, one.subject) for one in messages}

        return Relay(self.database, {TOPIC.name: handler}, clock or self.clock)


def result_of(answer, subject):
    return answer() if answer is Delivered else answer(subject)


@pytest.fixture
def outbox(any_database, vault) -> Outbox:
    """On both databases."""
    return Outbox(any_database, factories.a_brand(any_database, vault))


@pytest.fixture
def sqlite_outbox(database, vault) -> Outbox:
    """Where the database makes no difference."""
    return Outbox(database, factories.a_brand(database, vault))
