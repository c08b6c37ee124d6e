"""The handlers that bring Google up to date: classes, objects, and what is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from wallet_service.database import BrandSession
from wallet_service.delivery.google_clients import Channel
from wallet_service.delivery.google_sending import Sender, leased
from wallet_service.delivery.google_turns import GoogleTurns
from wallet_service.delivery.parts import DeliveryParts
from wallet_service.outbox.relay import Delivered, Postponed, Result
from wallet_service.outbox.store import Message
from wallet_service.passes import texts
from wallet_service.services.wallet import (
    google_bodies,
    google_classes,
    google_holders,
    google_objects,
)
from wallet_service.services.wallet.google_bodies import WantedObject
from wallet_service.services.wallet.google_objects import KnownObject
from wallet_service.wallets.google import answers, notices
from wallet_service.wallets.google.answers import Answer

MOST_MESSAGES = 10
MESSAGES_LEFT = 5
CHECK_AFTER = timedelta(days=1)
CHECK_EVERY = timedelta(minutes=10)
CHECKED_AT_ONCE = 20

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class GoogleClassChanged:
    """The handler of `google-class`; the subject is a program."""

    parts: DeliveryParts
    turns: GoogleTurns

    def __call__(self, messages: Sequence[Message]) -> Mapping[str, Result]:
        """One request restyles every card of the program."""
        return self.turns.pay(messages, self._work)

    def _work(self, channel: Channel, message: Message) -> Answer | None:
        answer = Sender(self.parts, channel).put_class(message.subject)
        match answer:
            case answers.Done(resource) if _is_rejected(resource):
                log.error("google_class_rejected", program=message.subject)
        return answer


@dataclass(frozen=True, slots=True)
class GoogleObjectChanged:
    """The handler of `google-object`; the subject is a pass."""

    parts: DeliveryParts
    turns: GoogleTurns

    def __call__(self, messages: Sequence[Message]) -> Mapping[str, Result]:
        """Patch what differs of each pass's object."""
        return self.turns.pay(messages, self._work)

    def _work(self, channel: Channel, message: Message) -> Answer | None:
        with leased(self.parts, channel.brand_id, message.subject) as is_there:
            if not is_there:
                return None
            sender = Sender(self.parts, channel)
            return sender.patch_object(message.subject, lane=message.lane)


@dataclass(frozen=True, slots=True)
class GoogleNews:
    """The handler of `google-message`; the subject is a pass.

    News that changed no figure which rings, or came after the day's three notices, goes
    as a message: with a notice of its own while one is left, else without.
    """

    parts: DeliveryParts
    turns: GoogleTurns

    def __call__(self, messages: Sequence[Message]) -> Mapping[str, Result]:
        """Append the news to each pass's object, once."""
        return self.turns.pay(messages, self._work)

    def _work(self, channel: Channel, message: Message) -> Answer | None:
        with leased(self.parts, channel.brand_id, message.subject) as is_there:
            if not is_there:
                return None
            return self._tell(channel, message)

    def _tell(self, channel: Channel, message: Message) -> Answer | None:
        now = self.parts.clock()
        with self.parts.database.reading(channel.brand_id) as session:
            known = google_objects.find(session, message.subject)
            wanted = google_bodies.wanted_object(
                session,
                self.parts.google_parts,
                message.subject,
                issuer_id=channel.issuer.issuer_id,
                now=now,
            )
        if known is None or wanted.news_revision <= known.told_revision:
            return None
        is_notice = notices.may_notify(known.notices, now=now)
        answer = self._append(channel, message, known, wanted, is_notice=is_notice)
        if is_notice and isinstance(answer, answers.NoticesUsedUp):
            is_notice = False
            answer = self._append(channel, message, known, wanted, is_notice=False)
        if isinstance(answer, answers.Done):
            self._keep(channel, known, wanted, is_notice=is_notice)
        return answer

    def _append(
        self,
        channel: Channel,
        message: Message,
        known: KnownObject,
        wanted: WantedObject,
        *,
        is_notice: bool,
    ) -> Answer:
        """Earlier tries may have arrived: the object is read before another one."""
        objects = channel.client.objects
        body = _message(wanted, is_notice=is_notice)
        if message.attempts > 1 or len(known.messages) >= MOST_MESSAGES:
            found = objects.get(known.object_id)
            if not isinstance(found, answers.Done):
                return found
            present = _messages(found.resource)
            if any(one.get("id") == body["id"] for one in present):
                return found
            if len(present) >= MOST_MESSAGES:
                kept = {"messages": present[-MESSAGES_LEFT:]}
                pruned = objects.patch(known.object_id, kept)
                if not isinstance(pruned, answers.Done):
                    return pruned
        return objects.add_message(known.object_id, body)

    def _keep(
        self,
        channel: Channel,
        known: KnownObject,
        wanted: WantedObject,
        *,
        is_notice: bool,
    ) -> None:
        now = self.parts.clock()
        before = known.messages
        if len(before) >= MOST_MESSAGES:
            before = before[-MESSAGES_LEFT:]

        def work(session: BrandSession) -> None:
            google_objects.told(
                session,
                known.pass_id,
                revision=wanted.news_revision,
                messages=[*before, _message_id(wanted)],
                is_notice=is_notice,
                now=now,
            )

        self.parts.database.run(channel.brand_id, work)


@dataclass(frozen=True, slots=True)
class GoogleUsers:
    """The handler of `google-users`; the subject is an issuer, and it never ends.

    Callbacks may be lost: each object is asked for once a day, a few at a time.
    """

    parts: DeliveryParts
    turns: GoogleTurns

    def __call__(self, messages: Sequence[Message]) -> Mapping[str, Result]:
        """Ask about the objects that were longest not asked about."""
        given = self.turns.pay(messages, self._work)
        return {
            id_: Postponed(self.parts.clock() + CHECK_EVERY, "asks again")
            if isinstance(result, Delivered) and self._has_issuer(messages)
            else result
            for id_, result in given.items()
        }

    def _has_issuer(self, messages: Sequence[Message]) -> bool:
        with self.parts.database.reading(messages[0].brand_id) as session:
            return self.parts.google.channel(session) is not None

    def _work(self, channel: Channel, message: Message) -> Answer | None:
        now = self.parts.clock()
        with self.parts.database.reading(message.brand_id) as session:
            waiting = google_holders.unchecked(
                session, now - CHECK_AFTER, limit=CHECKED_AT_ONCE
            )
        last: Answer | None = None
        found: dict[str, bool | None]
        for pass_id, object_id in waiting:
            last = channel.client.objects.get(object_id)
            match last:
                case answers.Done(resource):
                    found = {pass_id: resource.get("hasUsers") is True}
                case answers.NotFound():
                    found = {pass_id: None}
                    last = None
                case _:
                    return last
            self._note(channel, found)
        self._forget(channel)
        return last

    def _note(self, channel: Channel, found: Mapping[str, bool | None]) -> None:
        now = self.parts.clock()
        self.parts.database.run(
            channel.brand_id,
            lambda session: google_holders.checked(session, found, now),
        )

    def _forget(self, channel: Channel) -> None:
        now = self.parts.clock()
        self.parts.database.run(
            channel.brand_id,
            lambda session: google_holders.forget_nonces(session, now),
        )


def _is_rejected(resource: Mapping[str, Any]) -> bool:
    return resource.get("reviewStatus") == google_classes.REJECTED


def _message(wanted: WantedObject, *, is_notice: bool) -> dict[str, Any]:
    return {
        "id": _message_id(wanted),
        "header": texts.of(wanted.locale).labels["back_news"],
        "body": wanted.news,
        "messageType": "TEXT_AND_NOTIFY" if is_notice else "TEXT",
    }


def _message_id(wanted: WantedObject) -> str:
    return f"news-{wanted.news_revision}"


def _messages(resource: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = resource.get("messages")
    return [one for one in found if isinstance(one, Mapping)] if found else []
