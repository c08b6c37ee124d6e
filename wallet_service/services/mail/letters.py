"""Owes letters and reads them back for sending; what was sent is forgotten at once.

The outbox names a letter and nothing of it. Whom it goes to and what stands in it are
sealed with the brand's key until it has been sent or has become useless.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.models.mail import Letter
from wallet_service.outbox import store, topics
from wallet_service.outbox.store import Topic
from wallet_service.services import brands
from wallet_service.services.keyring import Keyring
from wallet_service.services.mail import letter_texts

KEEP = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A letter of a kind of `letter_texts`; `figures` fill the places of its words."""

    kind: str
    to: str = field(repr=False)
    locale: str
    useless_at: datetime
    figures: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    """A letter ready to be sent; `reply_to` is the brand's own address, if it has one.

    `id` makes the message's identifier, so that a letter sent twice is seen to be one.
    """

    id: str
    to: str = field(repr=False)
    sender_name: str
    reply_to: str | None
    subject: str = field(repr=False)
    body: str = field(repr=False)
    created_at: datetime
    is_sent: bool


def owe(
    session: BrandSession,
    keyring: Keyring,
    new: NewLetter,
    *,
    now: datetime,
    topic: Topic = topics.LETTER,
) -> str:
    """Write a letter down and owe it to the outbox; returns its identifier."""
    letter_id = identifiers.new_id("letr")
    content = json.dumps({"to": new.to, "figures": dict(new.figures)})
    key = keyring.data_key(session)
    session.add(
        Letter(
            id=letter_id,
            brand_id=session.brand,
            kind=new.kind,
            locale=new.locale,
            content_sealed=key.seal(content.encode(), context=_context(letter_id)),
            created_at=now,
            useless_at=new.useless_at,
        )
    )
    session.flush()
    store.enqueue(session, topic, letter_id, now)
    return letter_id


def take(
    session: BrandSession, keyring: Keyring, letter_id: str, now: datetime
) -> NewLetter | None:
    """What was written down, which is gone with it; None when it was taken before."""
    found = select(Letter).where(Letter.id == letter_id).with_for_update()
    letter = session.scalar(found)
    if letter is None or letter.content_sealed is None:
        return None
    content = _content(session, keyring, letter)
    settle(session, letter_id, now)
    return NewLetter(
        kind=letter.kind,
        to=content["to"],
        locale=letter.locale,
        useless_at=letter.useless_at,
        figures=content["figures"],
    )


def read(
    session: BrandSession, keyring: Keyring, letter_id: str
) -> WrittenLetter | None:
    """The letter with its words, or None when nothing is left of it."""
    letter = session.scalar(select(Letter).where(Letter.id == letter_id))
    if letter is None or letter.content_sealed is None:
        return None
    return _written(session, keyring, letter)


def is_useless(session: BrandSession, letter_id: str, now: datetime) -> bool:
    """Whether it is too late to send it."""
    statement = select(Letter.useless_at).where(Letter.id == letter_id)
    useless_at = session.scalar(statement)
    return useless_at is None or now >= useless_at


def settle(session: BrandSession, letter_id: str, now: datetime) -> None:
    """It has been sent, or never will be: nothing of it is kept."""
    letter = session.scalar(select(Letter).where(Letter.id == letter_id))
    if letter is not None:
        letter.content_sealed = None
        letter.sent_at = now
        session.flush()


def newest(session: BrandSession, keyring: Keyring, limit: int) -> list[WrittenLetter]:
    """The last letters that still lie here, newest first: for development."""
    statement = (
        select(Letter)
        .where(Letter.content_sealed.is_not(None), Letter.kind != letter_texts.WAY_BACK)
        .order_by(Letter.id.desc())
        .limit(limit)
    )
    return [_written(session, keyring, one) for one in session.scalars(statement)]


def forget_old(session: BrandSession, now: datetime) -> None:
    """Remove letters older than a week; for a session across brands."""
    session.execute(delete(Letter).where(Letter.created_at < now - KEEP))


def _written(session: BrandSession, keyring: Keyring, letter: Letter) -> WrittenLetter:
    content = _content(session, keyring, letter)
    brand = brands.the_brand(session)
    figures = {"brand": brand.name, **content["figures"]}
    text = letter_texts.of(letter.kind, letter.locale)
    return WrittenLetter(
        id=letter.id,
        to=content["to"],
        sender_name=brand.name,
        reply_to=brands.settings_of(brand).contacts.email,
        subject=text.subject.format(**figures),
        body=text.body.format(**figures),
        created_at=letter.created_at,
        is_sent=letter.sent_at is not None,
    )


def _content(session: BrandSession, keyring: Keyring, letter: Letter) -> dict[str, Any]:
    key = keyring.data_key(session)
    sealed = letter.content_sealed or b""
    content: dict[str, Any] = json.loads(key.open(sealed, context=_context(letter.id)))
    return content


def _context(letter_id: str) -> str:
    return f"letter.content:{letter_id}"
