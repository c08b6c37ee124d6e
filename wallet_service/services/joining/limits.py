"""How often the public pages may be used, by address, by e-mail and in all.

What is counted is the request, known or unknown, so that a limit tells nobody who has
a card. Past the first limits a proof of work is asked for, past the last nothing helps.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select

from wallet_service.database import BrandSession
from wallet_service.models.brand import Brand
from wallet_service.models.joining import PublicRequest
from wallet_service.services.joining import proofs
from wallet_service.services.keyring import Keyring

TEN_MINUTES, HOUR, DAY = timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)
# of one address without a proof
FREE = ((TEN_MINUTES, 5), (DAY, 20))
# of one address in all: an office behind one address is larger than a person
MOST = ((DAY, 100),)
# of a brand before everybody is asked for a proof
BRAND_FREE = ((HOUR, 500),)
# letters to one e-mail
LETTERS = ((HOUR, 3), (DAY, 10))


class ProofNeeded(Exception):
    """Too often without a proof of work; with one it goes on."""


class TooOften(Exception):
    """Not now; `wait` says how long it takes at most, `of` whose limit it is."""

    def __init__(self, wait: timedelta, of: str) -> None:
        super().__init__(f"the limit of this {of} is reached")
        self.wait = wait
        self.of = of


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the network address, and the proof of work if there is one."""

    address: str = field(repr=False)
    proof: str = field(default="", repr=False)


def note(
    session: BrandSession, keyring: Keyring, caller: Caller, email: str, now: datetime
) -> None:
    """Count one request that sends a letter. Raises ProofNeeded, TooOften.

    The brand's row is locked, so that requests at the same time are counted too; in the
    weaker way of PostgreSQL, which keeps nobody from writing rows that point to it.
    """
    brand = select(Brand.id).where(Brand.id == session.brand)
    session.scalar(brand.with_for_update(key_share=True))
    key = keyring.data_key(session)
    address = key.keyed_hash(caller.address, purpose="join.address")
    mailbox = key.keyed_hash(email, purpose="join.email")
    of_address = PublicRequest.address_hash == address
    _refuse_beyond(session, of_address, MOST, now, "address")
    _refuse_beyond(session, PublicRequest.email_hash == mailbox, LETTERS, now, "email")
    proof = proofs.spent(keyring.vault, caller.proof, caller.address, now)
    if not _is_new(session, proof):
        free = _is_within(session, of_address, FREE, now)
        if not (free and _is_within(session, None, BRAND_FREE, now)):
            raise ProofNeeded
        proof = None
    session.add(
        PublicRequest(
            brand_id=session.brand,
            address_hash=address,
            email_hash=mailbox,
            proof=proof,
            asked_at=now,
        )
    )
    session.flush()


def forget_old(session: BrandSession, now: datetime) -> None:
    """Remove what no limit looks at any more; for a session across brands."""
    session.execute(delete(PublicRequest).where(PublicRequest.asked_at < now - DAY))


def _is_new(session: BrandSession, proof: str | None) -> bool:
    if proof is None:
        return False
    known = select(PublicRequest.id).where(PublicRequest.proof == proof)
    return session.scalar(known) is None


Limits = tuple[tuple[timedelta, int], ...]


def _refuse_beyond(
    session: BrandSession,
    whose: ColumnElement[bool],
    limits: Limits,
    now: datetime,
    of: str,
) -> None:
    for span, most in limits:
        if _count(session, whose, span, now) >= most:
            raise TooOften(span, of)


def _is_within(
    session: BrandSession,
    whose: ColumnElement[bool] | None,
    limits: Limits,
    now: datetime,
) -> bool:
    return all(_count(session, whose, span, now) < most for span, most in limits)


def _count(
    session: BrandSession,
    whose: ColumnElement[bool] | None,
    span: timedelta,
    now: datetime,
) -> int:
    statement = select(func.count()).select_from(PublicRequest)
    statement = statement.where(PublicRequest.asked_at > now - span)
    if whose is not None:
        statement = statement.where(whose)
    return session.scalar(statement) or 0
