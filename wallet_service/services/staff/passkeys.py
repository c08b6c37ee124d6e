"""Passkeys: public keys that a person's devices made for this service.

A passkey proves possession and person at once (fingerprint, face, or the device's own
PIN is demanded), so that it signs in alone and is a second factor too. Challenges are
asked once.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from webauthn.helpers import base64url_to_bytes, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.models.access import User
from wallet_service.models.sign_in import Passkey, PasskeyChallenge, UserSession
from wallet_service.services.errors import NotAllowed, NotFound
from wallet_service.services.staff.session_holders import Visitor

NAME = "Wallet Service"
CHALLENGE_LIFE = timedelta(minutes=5)
LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Place:
    """Where passkeys are valid: the host's name, and the origin of its pages."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class PasskeyView:
    """A passkey as its owner sees it."""

    id: str
    name: str
    made_at: datetime
    used_at: datetime | None


def place_of(base_url: str) -> Place:
    """The place that an address of the service names."""
    parts = urlsplit(base_url)
    return Place(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")


def list_passkeys(session: BrandSession, user_id: str) -> list[PasskeyView]:
    """A person's passkeys, oldest first."""
    rows = session.execute(
        select(Passkey.id, Passkey.name, Passkey.made_at, Passkey.used_at)
        .where(Passkey.user_id == user_id)
        .order_by(Passkey.id)
    )
    return [PasskeyView(*row) for row in rows]


def options_to_add(
    session: BrandSession, visitor: Visitor, place: Place
) -> dict[str, Any]:
    """What the browser needs to make a passkey; the session keeps the challenge."""
    known = session.scalars(
        select(Passkey.credential_id).where(Passkey.user_id == visitor.user_id)
    )
    options = webauthn.generate_registration_options(
        rp_id=place.host,
        rp_name=NAME,
        user_id=visitor.user_id.encode(),
        user_name=visitor.email,
        user_display_name=visitor.name,
        exclude_credentials=[PublicKeyCredentialDescriptor(one) for one in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    _keep_challenge(session, visitor, options.challenge)
    return options_to_json_dict(options)


def add(
    session: BrandSession,
    visitor: Visitor,
    place: Place,
    *,
    credential: dict[str, Any],
    name: str,
    now: datetime,
) -> str:
    """Keep a passkey that was just made; raises NotAllowed (`passkey_refused`)."""
    challenge = session.scalar(
        select(UserSession.challenge).where(UserSession.id == visitor.session_id)
    )
    _keep_challenge(session, visitor, None)
    if challenge is None:
        raise _refused()
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise _refused() from None
    passkey = Passkey(
        id=identifiers.new_id("pkey"),
        user_id=visitor.user_id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=name.strip()[:LONGEST_NAME] or NAME,
        made_at=now,
    )
    try:
        with session.begin_nested():
            session.add(passkey)
            session.flush()
    except IntegrityError:
        raise _refused() from None
    return passkey.id


def remove(session: BrandSession, user_id: str, passkey_id: str) -> None:
    """Forget a passkey; raises NotFound for another person's."""
    removed = session.execute(
        delete(Passkey)
        .where(Passkey.id == passkey_id, Passkey.user_id == user_id)
        .returning(Passkey.id)
    )
    if removed.first() is None:
        raise NotFound("passkey")


def options_to_sign_in(
    session: BrandSession, place: Place, now: datetime
) -> dict[str, Any]:
    """What the browser needs to ask for a passkey, whoever is there."""
    options = webauthn.generate_authentication_options(
        rp_id=place.host, user_verification=UserVerificationRequirement.REQUIRED
    )
    session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.ends_at <= now))
    session.add(
        PasskeyChallenge(
            challenge_hash=_hash(options.challenge), ends_at=now + CHALLENGE_LIFE
        )
    )
    session.flush()
    return options_to_json_dict(options)


def sign_in(
    session: BrandSession,
    place: Place,
    *,
    credential: dict[str, Any],
    now: datetime,
) -> str:
    """The person whose passkey signed a challenge of ours; once for each challenge.

    Needs a session across brands; raises NotAllowed (`passkey_refused`), in the same
    words for an unknown passkey, a disabled person and a wrong signature.
    """
    try:
        challenge = _challenge_in(credential)
        key_id = base64url_to_bytes(credential["rawId"])
    except (KeyError, TypeError, ValueError, WebAuthnException):
        raise _refused() from None
    if not _take_challenge(session, challenge, now):
        raise _refused()
    found = session.execute(
        select(Passkey, User.disabled_at)
        .join(User, User.id == Passkey.user_id)
        .where(Passkey.credential_id == key_id)
    ).one_or_none()
    if found is None or found[1] is not None:
        raise _refused()
    passkey: Passkey = found[0]
    count = _verified_count(passkey, place, credential, challenge)
    session.execute(
        update(Passkey)
        .where(Passkey.id == passkey.id)
        .values(sign_count=count, used_at=now)
    )
    return passkey.user_id


def _verified_count(
    passkey: Passkey, place: Place, credential: dict[str, Any], challenge: bytes
) -> int:
    """The passkey's new count; a copy of it would count backwards and is refused."""
    try:
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise _refused() from None
    return verified.new_sign_count


def _challenge_in(credential: dict[str, Any]) -> bytes:
    """The challenge that the browser says it signed; whether it is ours comes next."""
    data = base64url_to_bytes(credential["response"]["clientDataJSON"])
    return webauthn.helpers.parse_client_data_json(data).challenge


def _take_challenge(session: BrandSession, challenge: bytes, now: datetime) -> bool:
    taken = session.execute(
        delete(PasskeyChallenge)
        .where(
            PasskeyChallenge.challenge_hash == _hash(challenge),
            PasskeyChallenge.ends_at > now,
        )
        .returning(PasskeyChallenge.challenge_hash)
    )
    return taken.first() is not None


def _keep_challenge(
    session: BrandSession, visitor: Visitor, challenge: bytes | None
) -> None:
    session.execute(
        update(UserSession)
        .where(UserSession.id == visitor.session_id)
        .values(challenge=challenge)
    )


def _hash(challenge: bytes) -> str:
    return hashlib.sha256(challenge).hexdigest()


def _refused() -> NotAllowed:
    return NotAllowed("passkey_refused", "The passkey was not accepted. Try again.")
