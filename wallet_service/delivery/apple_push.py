"""Knocks at phones through APNs: an empty push, once for each push token.

What APNs says of a token changes that token's registrations only; what it says of the
certificate stops the brand's channel, tried again once a minute, with the queue kept.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from wallet_service.database import BrandSession
from wallet_service.delivery.parts import DeliveryParts, by_brand
from wallet_service.outbox.relay import Delivered, Later, Postponed, Result
from wallet_service.outbox.store import Message
from wallet_service.services.errors import Unavailable
from wallet_service.services.wallet import push_targets
from wallet_service.services.wallet.push_targets import Channel
from wallet_service.wallets.apple import apns

STOPPED_PAUSE = timedelta(seconds=60)
# APNs keeps one push per phone and topic; a phone in a drawer gets it when it wakes
KEPT_BY_APNS = timedelta(days=7)
# well within the lease of the messages
PATIENCE_SECONDS = 40.0
SUSPICIOUSLY_MANY = 10

Answers = Mapping[str, apns.PushAnswer]

log = structlog.get_logger(__name__)


class ApplePush:
    """The handler of `apple-push`; the subject is a phone of one pass type."""

    def __init__(self, parts: DeliveryParts) -> None:
        self._parts = parts
        self._lock = threading.Lock()
        self._closed_until: dict[str, datetime] = {}

    def __call__(self, messages: Sequence[Message]) -> Mapping[str, Result]:
        """Push to each brand's phones over that brand's own certificate."""
        results: dict[str, Result] = {}
        for brand_id, batch in by_brand(messages).items():
            results.update(self._pay(brand_id, batch))
        return results

    def _pay(self, brand_id: str, batch: Sequence[Message]) -> dict[str, Result]:
        now = self._parts.clock()
        devices = [message.subject for message in batch]
        with self._parts.database.reading(brand_id) as session:
            tokens = push_targets.push_tokens(session, devices)
            channel = push_targets.channel(session)
        gone = {one.id: Delivered() for one in batch if one.subject not in tokens}
        waiting = [message for message in batch if message.subject in tokens]
        if channel is None or not waiting:
            return {**gone, **{one.id: Delivered() for one in waiting}}
        allowed = self._may_try(brand_id, channel, waiting, now)
        held = _held_back(waiting[len(allowed) :], channel.stopped_reason, now)
        return gone | held | self._try(brand_id, channel, allowed, tokens, now)

    def _may_try(
        self,
        brand_id: str,
        channel: Channel,
        batch: Sequence[Message],
        now: datetime,
    ) -> Sequence[Message]:
        """All of the batch, or of a stopped channel one message a minute."""
        if channel.stopped_reason is None:
            return batch
        with self._lock:
            if now < self._closed_until.get(brand_id, now):
                return ()
            self._closed_until[brand_id] = now + STOPPED_PAUSE
        return batch[:1]

    def _try(
        self,
        brand_id: str,
        channel: Channel,
        batch: Sequence[Message],
        tokens: Mapping[str, str],
        now: datetime,
    ) -> dict[str, Result]:
        if not batch:
            return {}
        try:
            with self._parts.database.reading(brand_id) as session:
                signer = self._parts.signers.signer(session, now)
            client = self._parts.apns.client(brand_id, signer)
        except (Unavailable, apns.UnusableCredential) as error:
            self._stop(brand_id, channel, str(error), now)
            return _held_back(batch, str(error), now)
        wanted = list(dict.fromkeys(tokens[message.subject] for message in batch))
        pushes = [_push(token, channel.pass_type_identifier, now) for token in wanted]
        given = client.push(pushes, timeout=PATIENCE_SECONDS)
        answers = dict(zip(wanted, given, strict=True))
        self._take_down(brand_id, channel, answers, sent_at=now)
        return {
            message.id: _result(answers[tokens[message.subject]], now)
            for message in batch
        }

    def _take_down(
        self, brand_id: str, channel: Channel, answers: Answers, *, sent_at: datetime
    ) -> None:
        refusal = _refusal(answers.values())
        if refusal is not None:
            self._stop(brand_id, channel, refusal, sent_at)

        def work(session: BrandSession) -> None:
            _change_registrations(session, answers, sent_at, self._parts.clock())
            if channel.stopped_reason is not None and _is_open(answers, refusal):
                push_targets.stop_channel(session, None)
                log.info("apple_channel_open", brand=brand_id)

        self._parts.database.run(brand_id, work)

    def _stop(
        self, brand_id: str, channel: Channel, reason: str, now: datetime
    ) -> None:
        """Close the channel; the alarm sounds when the reason is a new one."""
        with self._lock:
            self._closed_until[brand_id] = now + STOPPED_PAUSE
        if channel.stopped_reason == reason[: push_targets.LONGEST_REASON]:
            return
        log.error("apple_channel_stopped", brand=brand_id, reason=reason)
        with self._parts.database.writing(brand_id) as session:
            push_targets.stop_channel(session, reason)


def _push(push_token: str, topic: str, now: datetime) -> apns.Push:
    expiration = int((now + KEPT_BY_APNS).timestamp())
    return apns.Push(push_token, topic, str(uuid.uuid4()), expiration)


def _refusal(answers: Iterable[apns.PushAnswer]) -> str | None:
    """What APNs has against us, rather than against a token."""
    for answer in answers:
        match answer:
            case apns.CredentialRefused(status, reason):
                return f"APNs refuses the certificate: {reason} ({status or 'TLS'})"
            case apns.Refused(status, reason):
                return f"APNs refuses our requests: {reason} ({status or 'TLS'})"
            case _:
                pass
    return None


def _is_open(answers: Answers, refusal: str | None) -> bool:
    """Whether APNs judged tokens, which it does only for those it lets in."""
    about_tokens = (apns.Accepted, apns.BadToken, apns.Unregistered)
    return refusal is None and any(
        isinstance(answer, about_tokens) for answer in answers.values()
    )


def _change_registrations(
    session: BrandSession, answers: Answers, sent_at: datetime, now: datetime
) -> None:
    accepted, bad = [], 0
    for push_token, answer in answers.items():
        match answer:
            case apns.Accepted():
                accepted.append(push_token)
            case apns.BadToken():
                bad += 1
                push_targets.drop_token(
                    session, push_token, registered_before=None, now=now
                )
            case apns.Unregistered(_, since):
                push_targets.drop_token(
                    session,
                    push_token,
                    registered_before=since or sent_at,
                    now=now,
                )
            case _:
                pass
    if accepted:
        push_targets.note_accepted(session, accepted, now)
    if bad >= SUSPICIOUSLY_MANY and bad == len(answers):
        log.error("apns_refused_every_token", tokens=bad)


def _result(answer: apns.PushAnswer, now: datetime) -> Result:
    match answer:
        case apns.TryLater(status, reason, retry_after):
            return Later(f"APNs: {reason} ({status or 'not sent'})", retry_after)
        case apns.Unanswered(reason):
            return Later(f"APNs did not answer: {reason}")
        case apns.Refused(_, reason) | apns.CredentialRefused(_, reason):
            return Postponed(now + STOPPED_PAUSE, f"the channel is stopped: {reason}")
        case _:
            return Delivered()


def _held_back(
    batch: Sequence[Message], reason: str | None, now: datetime
) -> dict[str, Result]:
    postponed = Postponed(now + STOPPED_PAUSE, f"the channel is stopped: {reason}")
    return {message.id: postponed for message in batch}
