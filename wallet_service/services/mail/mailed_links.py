"""Links in letters: signed, for one purpose, seven days, a few uses.

Looking at a link's page uses nothing up: mail scanners look at everything.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.models.mail import MailedLink
from wallet_service.services.errors import NotFound
from wallet_service.vault import Vault

LIFE = timedelta(days=7)
USES = 5
TOKEN_BYTES = 32
RESTORE, DATA = "restore", "data"


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """Whose link it is."""

    id: str
    brand_id: str
    member_id: str


def make(
    session: BrandSession, vault: Vault, member_id: str, purpose: str, now: datetime
) -> str:
    """A fresh token for the member; it is in the letter and nowhere else."""
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    token = f"{secret}.{_sign(vault, secret, purpose)}"
    session.add(
        MailedLink(
            id=identifiers.new_id("mlnk"),
            brand_id=session.brand,
            member_id=member_id,
            purpose=purpose,
            token_hash=_hash(token),
            uses=0,
            created_at=now,
            expires_at=now + LIFE,
        )
    )
    session.flush()
    return token


def find(
    session: BrandSession, vault: Vault, token: str, purpose: str, now: datetime
) -> OpenedLink:
    """The live link of a token; needs a session across brands.

    Raises NotFound for one that is forged, for another purpose, over, or used up.
    """
    secret, _, signature = token.partition(".")
    if not hmac.compare_digest(signature, _sign(vault, secret, purpose)):
        raise NotFound("link")
    statement = select(MailedLink).where(MailedLink.token_hash == _hash(token))
    link = session.scalar(statement)
    if link is None or now >= link.expires_at or link.uses >= USES:
        raise NotFound("link")
    return OpenedLink(link.id, link.brand_id, link.member_id)


def use(session: BrandSession, link_id: str) -> None:
    """Count a use; raises NotFound when none is left."""
    statement = select(MailedLink).where(MailedLink.id == link_id).with_for_update()
    link = session.scalar(statement)
    if link is None or link.uses >= USES:
        raise NotFound("link")
    link.uses += 1
    session.flush()


def forget_old(session: BrandSession, now: datetime) -> None:
    """Remove links that are over; for a session across brands."""
    session.execute(delete(MailedLink).where(MailedLink.expires_at < now))


def _sign(vault: Vault, secret: str, purpose: str) -> str:
    return vault.keyed_hash(secret, purpose=f"mailed_link.{purpose}")[:32]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
