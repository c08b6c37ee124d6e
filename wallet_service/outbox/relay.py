"""The relay: claims what is due, lets the handlers pay it, and writes down the result.

At-least-once: a worker that dies leaves a lease that runs out. Handlers read the state
as it is after the claim has committed, so what they send is never older than the claim.
"""

from __future__ import annotations

import random
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from wallet_service import logs
from wallet_service.database import BrandSession, Database, DatabaseBusy
from wallet_service.outbox import store, topics
from wallet_service.outbox.store import Message

LEASE_SECONDS = 60
BATCH = 100
POLL_SECONDS = 0.1
FAILURE_PAUSE_SECONDS = 1.0
KEEP_DELIVERED = timedelta(days=7)
HOUSEKEEPING_EVERY = 600

# after each failed try: how long to wait, and why that long
BACK_OFF_SECONDS = (
    1,  # a hiccup of the network
    5,  # a connection that had to be opened again
    30,  # a restart on the other side
    120,  # a deployment
    900,  # what Apple asks for after a 5xx
    3_600,  # an outage
    21_600,  # a long one; after the eighth try a person has to look
)

TRIES = len(BACK_OFF_SECONDS) + 1

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Delivered:
    """Paid."""


@dataclass(frozen=True, slots=True)
class Later:
    """Not paid, to be tried again; `after_seconds` when the other side named a time."""

    reason: str
    after_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Postponed:
    """Held back by our own pacing or a stopped channel: no try is counted."""

    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Dead:
    """Will never be paid this way; kept for a person with its reason."""

    reason: str


Result = Delivered | Later | Postponed | Dead
# a worker that dies counts a try and settles nothing
NEVER_FINISHED = Dead("its worker ended before it was done, every time")
Handler = Callable[[Sequence[Message]], Mapping[str, Result]]
Clock = Callable[[], datetime]


class Relay:
    """Pays the outbox of one database until it is stopped."""

    def __init__(
        self, database: Database, handlers: Mapping[str, Handler], clock: Clock
    ) -> None:
        self._database = database
        self._handlers = handlers
        self._clock = clock
        self._stopping = threading.Event()
        self._random = random.Random()  # noqa: S311 - jitter, not a secret

    def run(self, turns: Sequence[range] = topics.EVERY_LANE) -> None:
        """Work until `stop`; a failing database is waited for, never given up on."""
        tidy_at = self._clock()
        while not self._stopping.is_set():
            pause = POLL_SECONDS
            try:
                if self.pay_due(turns):
                    pause = 0
                elif self._clock() >= tidy_at:
                    self._tidy()
                    tidy_at = self._clock() + timedelta(seconds=HOUSEKEEPING_EVERY)
            except (SQLAlchemyError, DatabaseBusy) as error:
                log.warning("relay_waits_for_database", error=type(error).__name__)
                pause = FAILURE_PAUSE_SECONDS
            # a thread that ended would leave everything unpaid
            except Exception as error:  # noqa: BLE001
                log.error("relay_failed", **logs.describe(error))
                pause = FAILURE_PAUSE_SECONDS
            self._stopping.wait(pause)

    def stop(self) -> None:
        """Ask `run` to return after the batch in hand."""
        self._stopping.set()

    def pay_due(self, turns: Sequence[range] = topics.EVERY_LANE) -> int:
        """Claim and pay a batch of each range of lanes; gives the number of messages.

        What somebody waits for never stands in one batch with what is done in bulk.
        """
        return sum(self._pay_lanes(lanes) for lanes in turns)

    def _pay_lanes(self, lanes: range) -> int:
        now = self._clock()
        with self._database.reading_across_brands() as session:
            if not store.has_due(session, now, lanes):
                return 0
        with self._database.writing_across_brands() as session:
            messages = store.claim(
                session, now, lease_seconds=LEASE_SECONDS, limit=BATCH, lanes=lanes
            )
        by_topic: dict[str, list[Message]] = defaultdict(list)
        for message in messages:
            by_topic[message.topic].append(message)
        # in the handlers' order: what answers fast is not kept waiting by what may not
        for topic in sorted(by_topic, key=self._place):
            batch = by_topic[topic]
            tried = [one for one in batch if one.attempts <= TRIES]
            results = dict(self._pay(topic, tried)) if tried else {}
            worn_out = {one.id: NEVER_FINISHED for one in batch if one not in tried}
            self._settle(batch, results | worn_out)
        return len(messages)

    def pay_everything(self) -> int:
        """Pay until nothing is due any more (`worker --once`)."""
        total = 0
        while count := self.pay_due():
            total += count
        return total

    def _place(self, topic: str) -> int:
        topics = list(self._handlers)
        return topics.index(topic) if topic in self._handlers else len(topics)

    def _pay(self, topic: str, batch: Sequence[Message]) -> Mapping[str, Result]:
        handler = self._handlers.get(topic)
        if handler is None:
            dead = Dead(f"nobody handles the topic {topic}")
            return {message.id: dead for message in batch}
        try:
            return handler(batch)
        # a handler's defect must not stop the others
        except Exception as error:  # noqa: BLE001
            if len(batch) > 1:
                return self._pay_apart(topic, batch)
            log.error("handler_failed", topic=topic, **logs.describe(error))
            return {batch[0].id: Later(f"the handler failed: {type(error).__name__}")}

    def _pay_apart(self, topic: str, batch: Sequence[Message]) -> dict[str, Result]:
        """One by one, so that a message which fails takes no neighbour with it."""
        results: dict[str, Result] = {}
        for message in batch:
            results.update(self._pay(topic, [message]))
        return results

    def _settle(self, batch: Sequence[Message], results: Mapping[str, Result]) -> None:
        now = self._clock()
        with self._database.writing_across_brands() as session:
            for message in batch:
                result = results.get(message.id, Later("the handler gave no result"))
                match result:
                    case Delivered():
                        store.settle_delivered(session, [message], now)
                    case Postponed(until, reason):
                        store.postpone(session, message, until, reason)
                    case Dead(reason):
                        log.error("dead_letter", topic=message.topic, reason=reason)
                        store.settle_dead(session, message, now, reason)
                    case Later(reason, after):
                        self._again(session, message, now, reason, after)

    def _again(
        self,
        session: BrandSession,
        message: Message,
        now: datetime,
        reason: str,
        after_seconds: float | None,
    ) -> None:
        tried = message.attempts
        if tried >= TRIES:
            log.error("dead_letter", topic=message.topic, reason=reason)
            store.settle_dead(session, message, now, reason)
            return
        pause = BACK_OFF_SECONDS[tried - 1] * self._random.uniform(0.8, 1.2)
        seconds = max(pause, after_seconds or 0)
        due_at = now + timedelta(seconds=seconds)
        store.settle_later(session, message, due_at, reason)

    def _tidy(self) -> None:
        with self._database.writing_across_brands() as session:
            before = self._clock() - KEEP_DELIVERED
            store.forget_delivered(session, before, limit=1000)
