"""Takes messages to Google: who may try now, at which pace, and what an answer means.

A second's worth of requests is taken at a time, so that a worker is soon free again;
the rest comes back spread over the seconds that follow. What Google has against a brand
stops that brand's channel, tried again once a minute with the queue kept.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from wallet_service.database import BrandSession
from wallet_service.delivery.google_clients import Channel, NoSlot
from wallet_service.delivery.parts import DeliveryParts, by_brand
from wallet_service.outbox import topics
from wallet_service.outbox.relay import Dead, Delivered, Later, Postponed, Result
from wallet_service.outbox.store import Message
from wallet_service.services.errors import Unavailable
from wallet_service.services.wallet import google_issuers, google_slots
from wallet_service.wallets.google import answers
from wallet_service.wallets.google.answers import Answer
from wallet_service.wallets.google.limiter import Lane

STOPPED_PAUSE = timedelta(seconds=60)
FAILING_PAUSE = timedelta(seconds=5)
BUSY_PAUSE = timedelta(seconds=0.5)
AT_ONCE = 8
# of a second's requests: so much bulk work waits for slots at a time
BULK_SHARE = 4
# of the rate, so that what was put off seldom finds no slot
BULK_PACE = 0.75

log = structlog.get_logger(__name__)


class Busy(Exception):
    """Another worker writes this very object; come again in a moment."""


# None: there was nothing to send
Work = Callable[[Channel, Message], Answer | None]


@dataclass(slots=True)
class _Hold:
    """Why a brand's messages wait, and until when; one of them tries then."""

    until: datetime
    reason: str


class GoogleTurns:
    """Shared by the handlers of one process, which know the same faults then."""

    def __init__(self, parts: DeliveryParts) -> None:
        self._parts = parts
        self._lock = threading.Lock()
        self._held: dict[str, _Hold] = {}
        self._bulk_until: dict[str, datetime] = {}

    def pay(self, messages: Sequence[Message], work: Work) -> dict[str, Result]:
        """Do `work` for those of the messages whose turn it is."""
        results: dict[str, Result] = {}
        for brand_id, batch in by_brand(messages).items():
            results.update(self._pay_brand(brand_id, batch, work))
        return results

    def _pay_brand(
        self, brand_id: str, batch: Sequence[Message], work: Work
    ) -> dict[str, Result]:
        now = self._parts.clock()
        try:
            with self._parts.database.reading(brand_id) as session:
                channel = self._parts.google.channel(session)
        except Unavailable as error:
            self._stop(brand_id, None, str(error), now)
            return _postponed(batch, now + STOPPED_PAUSE, str(error))
        if channel is None:
            return {message.id: Delivered() for message in batch}
        allowed, until, reason = self._allowed(channel, batch, now)
        results: dict[str, Result] = {}
        for place, message in enumerate(batch[len(allowed) :], start=1):
            due_at = self._again(channel, message, until, place)
            results[message.id] = Postponed(due_at, reason)
        return results | self._try(channel, allowed, work)

    def _again(
        self, channel: Channel, message: Message, until: datetime, place: int
    ) -> datetime:
        """When one comes again; bulk behind all bulk that was put off before it.

        So it comes one by one, and keeps no worker from the till.
        """
        rate = channel.issuer.rate_per_second
        if not _is_bulk(message):
            return until + timedelta(seconds=place / rate)
        with self._lock:
            last = max(until, self._bulk_until.get(channel.brand_id, until))
            due_at = last + timedelta(seconds=1 / (rate * BULK_PACE))
            self._bulk_until[channel.brand_id] = due_at
        return due_at

    def _allowed(
        self, channel: Channel, batch: Sequence[Message], now: datetime
    ) -> tuple[Sequence[Message], datetime, str]:
        """Those that may try, and when and why the others come again."""
        with self._lock:
            held = self._held.get(channel.brand_id)
            stopped = channel.issuer.stopped_reason
            if held is None and stopped is not None:
                held = self._held[channel.brand_id] = _Hold(now, stopped)
            if held is not None:
                if now < held.until:
                    return (), held.until, f"the channel waits: {held.reason}"
                held.until = now + STOPPED_PAUSE
                return batch[:1], held.until, f"the channel waits: {held.reason}"
        most = channel.issuer.rate_per_second
        if _is_bulk(batch[0]):
            most = max(1, most // BULK_SHARE)
        reason = "within the limit of requests"
        return batch[:most], now + timedelta(seconds=1), reason

    def _try(
        self, channel: Channel, batch: Sequence[Message], work: Work
    ) -> dict[str, Result]:
        if len(batch) <= 1:
            return {one.id: self._one(channel, one, work) for one in batch}
        with ThreadPoolExecutor(min(AT_ONCE, len(batch))) as pool:
            given = pool.map(lambda one: self._one(channel, one, work), batch)
            return {one.id: result for one, result in zip(batch, given, strict=True)}

    def _one(self, channel: Channel, message: Message, work: Work) -> Result:
        lane = Lane.BACKGROUND if _is_bulk(message) else Lane.URGENT
        try:
            with self._parts.google.asking(self._parts.database, lane):
                answer = work(channel, message)
        except NoSlot as error:
            due_at = self._again(channel, message, error.until, place=1)
            return Postponed(due_at, str(error))
        except Busy:
            return Postponed(self._parts.clock() + BUSY_PAUSE, "being written")
        return self._result(channel, answer)

    def _result(self, channel: Channel, answer: Answer | None) -> Result:
        now = self._parts.clock()
        match answer:
            case None:
                return Delivered()
            case answers.Done():
                self._open(channel)
                return Delivered()
            case answers.Refused(_, reason, message):
                return Dead(f"Google refuses it: {reason} {message}".strip())
            case answers.NotFound(message):
                return Dead(f"Google does not find it: {message}")
            case answers.PermissionDenied(reason, message):
                said = f"Google does not let the account in: {reason} {message}"
                self._stop(channel.brand_id, channel, said.strip(), now)
                return Postponed(now + STOPPED_PAUSE, said)
            case answers.CredentialRefused(reason):
                said = f"Google refuses the credentials: {reason}"
                self._stop(channel.brand_id, channel, said, now)
                return Postponed(now + STOPPED_PAUSE, said)
            case answers.TryLater(status, reason, retry_after, is_limited):
                self._slower(channel, now, reason, is_limited=is_limited)
                said = f"Google: {reason} ({status or 'not sent'})"
                return Later(said, retry_after)
            case answers.Unanswered(reason):
                self._hold(channel.brand_id, now + FAILING_PAUSE, reason)
                return Later(f"Google did not answer: {reason}")
            case _:
                return Later(f"Google: {type(answer).__name__}")

    def _slower(
        self, channel: Channel, now: datetime, reason: str, *, is_limited: bool
    ) -> None:
        if not is_limited:
            self._hold(channel.brand_id, now + FAILING_PAUSE, reason)
            return

        def work(session: BrandSession) -> None:
            google_slots.slow_down(session, channel.issuer, now)

        self._parts.database.run(channel.brand_id, work)
        log.warning("google_slows_down", brand=channel.brand_id)

    def _hold(self, brand_id: str, until: datetime, reason: str) -> None:
        with self._lock:
            self._held[brand_id] = _Hold(until, reason)

    def _stop(
        self, brand_id: str, channel: Channel | None, reason: str, now: datetime
    ) -> None:
        """Close the channel; the alarm sounds when the reason is a new one."""
        self._hold(brand_id, now + STOPPED_PAUSE, reason)
        known = channel.issuer.stopped_reason if channel else None
        if known == reason[: google_issuers.LONGEST_REASON]:
            return
        log.error("google_channel_stopped", brand=brand_id, reason=reason)
        with self._parts.database.writing(brand_id) as session:
            google_issuers.stop(session, reason)

    def _open(self, channel: Channel) -> None:
        with self._lock:
            self._held.pop(channel.brand_id, None)
        if channel.issuer.stopped_reason is None:
            return
        with self._parts.database.writing(channel.brand_id) as session:
            google_issuers.stop(session, None)
        log.info("google_channel_open", brand=channel.brand_id)


def _is_bulk(message: Message) -> bool:
    return message.lane in topics.BULK_LANES


def _postponed(
    batch: Sequence[Message], until: datetime, reason: str
) -> dict[str, Result]:
    return {message.id: Postponed(until, reason) for message in batch}
