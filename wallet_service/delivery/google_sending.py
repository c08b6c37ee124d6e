"""Brings a class or an object at Google to its present state, in three calls at most.

Insert met by 409 becomes a patch, a patch met by 404 an insert; a class that is missing
is made first. A patch holds only what differs from what Google acknowledged last.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from wallet_service.database import BrandSession
from wallet_service.delivery.google_clients import Channel
from wallet_service.delivery.google_turns import Busy
from wallet_service.delivery.parts import DeliveryParts
from wallet_service.outbox import store, topics
from wallet_service.services.wallet import (
    google_bodies,
    google_classes,
    google_objects,
)
from wallet_service.services.wallet.google_bodies import WantedObject
from wallet_service.services.wallet.google_objects import Acknowledged, KnownObject
from wallet_service.wallets.google import answers, changes, notices
from wallet_service.wallets.google.answers import Answer

SHORTEST = 0.2
OBJECT_SCHEMA = "LoyaltyObject"


@dataclass(frozen=True, slots=True)
class Sender:
    """Writes over one brand's channel; `end` on the monotonic clock bounds it all."""

    parts: DeliveryParts
    channel: Channel
    end: float | None = None

    def put_class(self, program_id: str) -> Answer:
        """The program's class as it should be; Done when nothing differs."""
        database, brand_id = self.parts.database, self.channel.brand_id
        with database.reading(brand_id) as session:
            wanted = google_bodies.wanted_class(
                session,
                self.parts.google_parts,
                program_id,
                issuer_id=self.channel.issuer.issuer_id,
            )
            known = google_classes.find(session, program_id)
        changed = changes.patch(known.acknowledged if known else {}, wanted)
        if known is not None and not changed:
            return answers.Done({})
        if fault := self._picture_fault(wanted):
            return fault
        answer = self._write_class(wanted, changed if known else None)
        if isinstance(answer, answers.Done):
            status = str(answer.resource.get("reviewStatus", ""))
            now = self.parts.clock()
            database.run(
                brand_id,
                lambda session: google_classes.acknowledge(
                    session, program_id, wanted, review_status=status, now=now
                ),
            )
        return answer

    def insert_object(self, pass_id: str) -> Answer:
        """On the member's tap: from then on there is something at Google."""
        wanted, _ = self._read(pass_id)
        answer = self._insert(wanted)
        if isinstance(answer, answers.Done):
            now = self.parts.clock()

            def work(session: BrandSession) -> None:
                google_objects.inserted(session, pass_id, wanted, now)
                # what changed meanwhile found no row, and is seen by this
                store.enqueue(session, topics.GOOGLE_OBJECT, pass_id, now)

            self.parts.database.run(self.channel.brand_id, work)
        return answer

    def patch_object(self, pass_id: str, *, lane: int) -> Answer | None:
        """What differs, with a notice if the news may have one; None: nothing did.

        News that goes as a message is owed in the same `lane` of the outbox.
        """
        wanted, known = self._read(pass_id)
        if known is None:
            return None
        changed = google_objects.differing(known, wanted.body)
        is_news = wanted.news_revision > known.told_revision
        if not changed:
            message_lane = lane if is_news else None
            self._acknowledge(pass_id, Acknowledged(wanted), message_lane)
            return None
        if fault := self._picture_fault(changed):
            return fault
        is_notice = is_news and _may_ring(known, changed, self.parts)
        answer = self._write(wanted, changed, is_notice=is_notice)
        if is_notice and isinstance(answer, answers.NoticesUsedUp):
            is_notice = False
            answer = self._write(wanted, changed, is_notice=False)
        if isinstance(answer, answers.Done):
            taken = Acknowledged(wanted, is_told=is_notice, is_notice=is_notice)
            message_lane = lane if is_news and not is_notice else None
            self._acknowledge(pass_id, taken, message_lane)
        return answer

    @property
    def within(self) -> float | None:
        """Seconds that are left for the next call."""
        if self.end is None:
            return None
        return max(SHORTEST, self.end - time.monotonic())

    def _read(self, pass_id: str) -> tuple[WantedObject, KnownObject | None]:
        with self.parts.database.reading(self.channel.brand_id) as session:
            wanted = google_bodies.wanted_object(
                session,
                self.parts.google_parts,
                pass_id,
                issuer_id=self.channel.issuer.issuer_id,
                now=self.parts.clock(),
            )
            return wanted, google_objects.find(session, pass_id)

    def _write(
        self, wanted: WantedObject, changed: Mapping[str, Any], *, is_notice: bool
    ) -> Answer:
        body = {"notifyPreference": notices.NOTIFY} if is_notice else {}
        objects = self.channel.client.objects
        answer = objects.patch(
            wanted.object_id, {**changed, **body}, within=self.within
        )
        if isinstance(answer, answers.NotFound):
            return self._insert(wanted)
        return answer

    def _insert(self, wanted: WantedObject) -> Answer:
        """The class stands before its objects do."""
        answer = self.put_class(wanted.program_id)
        if not isinstance(answer, answers.Done):
            return answer
        if fault := self._picture_fault(wanted.body):
            return fault
        objects = self.channel.client.objects
        answer = objects.insert(wanted.body, within=self.within)
        if isinstance(answer, answers.AlreadyExists):
            body = {name: part for name, part in wanted.body.items() if name != "id"}
            return objects.patch(wanted.object_id, body, within=self.within)
        return answer

    def _write_class(
        self, wanted: Mapping[str, Any], changed: Mapping[str, Any] | None
    ) -> Answer:
        """Every write of a class asks for its review anew."""
        classes = self.channel.client.classes
        whole = {name: part for name, part in wanted.items() if name != "id"}
        class_id = str(wanted["id"])
        if changed is not None:
            review = {"reviewStatus": wanted["reviewStatus"]}
            answer = classes.patch(class_id, {**changed, **review}, within=self.within)
            if not isinstance(answer, answers.NotFound):
                return answer
        answer = classes.insert(wanted, within=self.within)
        if isinstance(answer, answers.AlreadyExists):
            return classes.patch(class_id, whole, within=self.within)
        return answer

    def _picture_fault(self, body: Mapping[str, Any]) -> Answer | None:
        """What Google would find wrong with the pictures of a body."""
        for address in picture_addresses(body):
            reason = self.parts.google_pictures.fault(address)
            if reason is not None:
                return answers.TryLater(None, f"a picture: {reason}", None)
        return None

    def _acknowledge(
        self, pass_id: str, taken: Acknowledged, message_lane: int | None
    ) -> None:
        """Write it down; in which lane a message is owed, if it is."""
        now = self.parts.clock()

        def work(session: BrandSession) -> None:
            google_objects.acknowledge(session, pass_id, taken, now)
            if message_lane is not None:
                topic = topics.GOOGLE_MESSAGE
                store.enqueue(session, topic, pass_id, now, lane=message_lane)

        self.parts.database.run(self.channel.brand_id, work)


@contextmanager
def leased(parts: DeliveryParts, brand_id: str, pass_id: str) -> Iterator[bool]:
    """While this is open nobody else writes the object; False: there is none.

    Raises Busy when another worker has it.
    """
    now = parts.clock()
    ours, others = parts.database.run(
        brand_id, lambda session: google_objects.lease(session, [pass_id], now)
    )
    if others:
        raise Busy
    try:
        yield bool(ours)
    finally:
        if ours and _is_leased(parts, brand_id, pass_id):
            parts.database.run(
                brand_id, lambda session: google_objects.release(session, ours)
            )


def _is_leased(parts: DeliveryParts, brand_id: str, pass_id: str) -> bool:
    """A look takes no lock; what was acknowledged has ended its lease by that."""
    with parts.database.reading(brand_id) as session:
        return google_objects.is_leased(session, pass_id)


def picture_addresses(body: Mapping[str, Any]) -> list[str]:
    """The addresses that Google will fetch for this body."""
    found = []
    for name in ("programLogo", "heroImage"):
        image = body.get(name)
        if isinstance(image, Mapping) and "sourceUri" in image:
            found.append(str(image["sourceUri"]["uri"]))
    return found


def _may_ring(
    known: KnownObject, changed: Mapping[str, Any], parts: DeliveryParts
) -> bool:
    return notices.changes_notifying_field(
        known.acknowledged, changed, schema=OBJECT_SCHEMA
    ) and notices.may_notify(known.notices, now=parts.clock())
