"""A brand's issuer at Google: installed with its credentials, stopped, opened again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Table, select, update
from sqlalchemy.exc import IntegrityError

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.models.google import GoogleIssuer, GoogleSlot
from wallet_service.models.program import Program
from wallet_service.outbox import store, topics
from wallet_service.services import audit
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, Unavailable, invalid
from wallet_service.services.keyring import Keyring
from wallet_service.vault import SealBroken
from wallet_service.wallets.google import identifiers as google_identifiers
from wallet_service.wallets.google import limiter, service_account
from wallet_service.wallets.google.service_account import ServiceAccount

ISSUERS: Table = GoogleIssuer.__table__  # type: ignore[assignment]
LONGEST_REASON = 255
MOST_PER_SECOND = 1_000


@dataclass(frozen=True, slots=True)
class Issuer:
    """A brand's issuer; `credentials_id` changes with every installation."""

    id: str
    brand_id: str
    issuer_id: str
    client_email: str
    credentials_id: str
    rate_per_second: int
    stopped_reason: str | None


@dataclass(frozen=True, slots=True)
class Upload:
    """What was given to install: the issuer's number, Google's key file, the rate."""

    issuer_id: str
    credentials: bytes = field(repr=False)
    rate_per_second: int = int(limiter.RATE_PER_SECOND)


def install(
    session: BrandSession,
    keyring: Keyring,
    upload: Upload,
    *,
    actor: Actor,
    now: datetime,
) -> Issuer:
    """Check the credentials and put them in force; a stopped channel goes on.

    Classes of programs that are published are owed. Raises Invalid, and Conflict when
    the issuer is another brand's or this brand's cards live at another issuer.
    """
    account = _checked(upload)
    row = session.scalar(select(GoogleIssuer).with_for_update())
    if row is not None and row.issuer_id != upload.issuer_id:
        detail = (
            f"The brand's cards live at issuer {row.issuer_id}, and Google moves none: "
            "install credentials of that issuer."
        )
        raise Conflict("google_issuer_fixed", detail)
    row = row or _new_row(session, upload, now)
    row.client_email = account.email
    row.credentials_id = identifiers.new_id("gcrd")
    row.credentials_sealed = keyring.data_key(session).seal(
        upload.credentials, context=_context(row.credentials_id)
    )
    row.installed_at = now
    row.rate_per_second = upload.rate_per_second
    row.stopped_reason = None
    session.flush()
    _owe_classes(session, row.id, now)
    audit.record(
        session,
        actor,
        action="google.install",
        object_id=row.id,
        now=now,
        detail={"issuer_id": row.issuer_id, "key_id": account.key_id},
    )
    session.flush()
    return _issuer(row)


def find(session: BrandSession) -> Issuer | None:
    """The brand's issuer, or None before one was installed."""
    row = session.scalar(
        select(GoogleIssuer).where(GoogleIssuer.brand_id == session.brand)
    )
    return _issuer(row) if row else None


def everyone(session: BrandSession) -> list[Issuer]:
    """Of every brand, in a session across brands."""
    statement = select(GoogleIssuer).order_by(GoogleIssuer.brand_id)
    return [_issuer(row) for row in session.scalars(statement)]


def brand_of(session: BrandSession, issuer_id: str) -> str | None:
    """Whose issuer it is; needs a session across brands."""
    statement = select(ISSUERS.c.brand_id).where(ISSUERS.c.issuer_id == issuer_id)
    found: str | None = session.core.scalar(statement)
    return found


def account(session: BrandSession, keyring: Keyring) -> ServiceAccount:
    """The service account in force, unsealed; raises Unavailable."""
    statement = select(ISSUERS.c.credentials_id, ISSUERS.c.credentials_sealed).where(
        ISSUERS.c.brand_id == session.brand
    )
    row = session.core.execute(statement).one_or_none()
    if row is None:
        raise Unavailable("google_missing", "The brand has no issuer at Google yet.")
    try:
        content = keyring.data_key(session).open(
            row.credentials_sealed, context=_context(row.credentials_id)
        )
    except SealBroken:
        detail = "The credentials for Google do not open; install them anew."
        raise Unavailable("google_credentials_sealed", detail) from None
    return service_account.load(content)


def stop(session: BrandSession, reason: str | None) -> None:
    """Close the brand's channel with a reason, or open it again with None."""
    session.core.execute(
        update(ISSUERS)
        .where(ISSUERS.c.brand_id == session.brand)
        .values(stopped_reason=reason[:LONGEST_REASON] if reason else None)
    )


def _checked(upload: Upload) -> ServiceAccount:
    if not google_identifiers.is_issuer_id(upload.issuer_id):
        detail = (
            "An issuer id is the number in the Google Pay & Wallet console, such as "
            "3388000000012345678; it is no e-mail and no client id."
        )
        raise invalid("/issuer", detail)
    if not 1 <= upload.rate_per_second <= MOST_PER_SECOND:
        detail = f"Choose 1 to {MOST_PER_SECOND} requests a second."
        raise invalid("/rate", detail)
    try:
        return service_account.load(upload.credentials)
    except service_account.UnusableCredentials as error:
        detail = f"{error}; download the JSON key of the service account anew."
        raise invalid("/credentials", detail) from None


def _new_row(session: BrandSession, upload: Upload, now: datetime) -> GoogleIssuer:
    row = GoogleIssuer(
        id=identifiers.new_id("giss"),
        brand_id=session.brand,
        issuer_id=upload.issuer_id,
        client_email="",
        credentials_id="",
        credentials_sealed=b"",
        installed_at=now,
        rate_per_second=upload.rate_per_second,
    )
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        detail = (
            f"Issuer {upload.issuer_id} belongs to another brand: make an issuer of "
            "this brand's own at Google."
        )
        raise Conflict("google_issuer_taken", detail) from None
    session.add(
        GoogleSlot(
            issuer_row_id=row.id,
            brand_id=session.brand,
            next_free=now,
            background_turn=now,
            slowed_to=0.0,
        )
    )
    session.flush()
    return row


def _owe_classes(session: BrandSession, row_id: str, now: datetime) -> None:
    published = select(Program.id).where(Program.state == "published")
    for program_id in session.scalars(published):
        store.enqueue(session, topics.GOOGLE_CLASS, program_id, now)
    store.enqueue(session, topics.GOOGLE_USERS, row_id, now)


def _issuer(row: GoogleIssuer) -> Issuer:
    return Issuer(
        id=row.id,
        brand_id=row.brand_id,
        issuer_id=row.issuer_id,
        client_email=row.client_email,
        credentials_id=row.credentials_id,
        rate_per_second=row.rate_per_second,
        stopped_reason=row.stopped_reason,
    )


def _context(credentials_id: str) -> str:
    return f"google_issuer.credentials:{credentials_id}"
