"""API keys of a brand's systems: shown once, kept as a SHA-256, checked on every call.

A key is ``wsk_``, 256 random bits and a checksum: secret scanners know the prefix, and
a mistyped key is refused without a look at the database.
"""

from __future__ import annotations

import hashlib
import secrets
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select

from wallet_service import identifiers
from wallet_service.database import BrandSession
from wallet_service.models.access import ApiKey
from wallet_service.models.brand import Brand
from wallet_service.prepared import Prepared
from wallet_service.services import audit, scopes, users
from wallet_service.services.actors import Actor
from wallet_service.services.errors import NotAuthenticated, NotFound, invalid

PREFIX = "wsk_"
CHECKSUM_LENGTH = 8
BACKDATING_DAYS = 92

KEYS: Table = ApiKey.__table__  # type: ignore[assignment]
# made once: building a statement costs several times its execution
KEY_BY_HASH = Prepared(
    select(
        KEYS.c.id,
        KEYS.c.brand_id,
        KEYS.c.scopes,
        KEYS.c.user_id,
        KEYS.c.expires_at,
        KEYS.c.revoked_at,
    ).where(KEYS.c.key_hash == bindparam("hash"))
)


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """A key at the only moment when its text is known."""

    id: str
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key in a list; `state` is works, ended or revoked."""

    id: str
    name: str
    scopes: tuple[str, ...]
    state: str
    created_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking: a key of one brand with its scopes."""

    brand_id: str
    actor: Actor
    scopes: frozenset[str]

    def may(self, scope: str) -> bool:
        """Whether the key holds the scope."""
        return scopes.allows(self.scopes, scope)


def create_api_key(
    session: BrandSession,
    *,
    brand_id: str,
    wanted: Iterable[str],
    actor: Actor,
    now: datetime,
    name: str = "",
    expires_at: datetime | None = None,
    user_id: str | None = None,
) -> NewApiKey:
    """Make a key and return its text, which is kept nowhere.

    With `user_id` it is that person's own; only an owner or manager has one. Needs a
    session across brands. Raises NotFound for the brand, Invalid for a scope, a user
    or an expiry in the past.
    """
    if session.get(Brand, brand_id) is None:
        raise NotFound("brand")
    if expires_at is not None and expires_at <= now:
        raise invalid("/expires_at", "A key's expiry lies in the future.")
    if user_id is not None:
        users.require_manager(session.core, user_id, brand_id)
    text = _new_text()
    key = ApiKey(
        id=identifiers.new_id("akey"),
        brand_id=brand_id,
        name=name,
        key_hash=_hash(text),
        scopes=scopes.checked(wanted),
        created_by=actor.id,
        user_id=user_id,
        created_at=now,
        expires_at=expires_at,
    )
    session.add(key)
    audit.record(
        session,
        actor,
        action="api_key.create",
        object_id=key.id,
        now=now,
        detail={"scopes": key.scopes},
        brand_id=brand_id,
    )
    session.flush()
    return NewApiKey(key.id, text)


def revoke_api_key(
    session: BrandSession, key_id: str, *, actor: Actor, now: datetime
) -> None:
    """End a key at once; one that has ended stays as it is. Raises NotFound."""
    key = session.scalar(select(ApiKey).where(ApiKey.id == key_id))
    if key is None:
        raise NotFound("api_key")
    if key.revoked_at is None:
        key.revoked_at = now
        audit.record(
            session,
            actor,
            action="api_key.revoke",
            object_id=key_id,
            now=now,
            brand_id=key.brand_id,
        )
    session.flush()


def list_keys(
    session: BrandSession, *, now: datetime, after: str | None = None, limit: int = 50
) -> list[KeyView]:
    """The brand's keys, newest first, from the one behind `after`; never their text."""
    statement = select(ApiKey).order_by(ApiKey.id.desc()).limit(limit)
    if after is not None:
        statement = statement.where(ApiKey.id < after)
    return [
        KeyView(
            id=key.id,
            name=key.name,
            scopes=tuple(key.scopes),
            state=_state(key, now),
            created_at=key.created_at,
            expires_at=key.expires_at,
        )
        for key in session.scalars(statement)
    ]


def _state(key: ApiKey, now: datetime) -> str:
    if key.revoked_at is not None:
        return "revoked"
    has_ended = key.expires_at is not None and key.expires_at <= now
    return "ended" if has_ended else "works"


def authenticate(connection: Connection, text: str, now: datetime) -> Principal:
    """Who holds this key; asked on every call, so it takes a bare connection.

    Raises NotAuthenticated for an unknown, expired or revoked key, in the same words.
    """
    key = _find(connection, text)
    if key is None or not _works(connection, key, now):
        detail = "The API key is not valid: it is unknown, expired or revoked."
        raise NotAuthenticated("api_key_invalid", detail)
    actor = Actor("api_key", key.id, backdating_days=BACKDATING_DAYS)
    if key.user_id is not None:
        actor = Actor("user", key.user_id, backdating_days=BACKDATING_DAYS)
    return Principal(key.brand_id, actor, frozenset(key.scopes))


def _find(connection: Connection, text: str) -> Any:  # noqa: ANN401 - a row
    if not _is_well_formed(text):
        return None
    where = {"hash": _hash(text)}
    return KEY_BY_HASH.first(connection, where)


def _works(connection: Connection, key: Any, now: datetime) -> bool:  # noqa: ANN401
    """A person's key ends with their role."""
    if key.revoked_at is not None or (key.expires_at and key.expires_at <= now):
        return False
    if key.user_id is None:
        return True
    return users.is_manager(connection, key.user_id, key.brand_id)


def _new_text() -> str:
    secret = PREFIX + secrets.token_urlsafe(32)
    return secret + _checksum(secret)


def _is_well_formed(text: str) -> bool:
    body, checksum = text[:-CHECKSUM_LENGTH], text[-CHECKSUM_LENGTH:]
    return text.isascii() and text.startswith(PREFIX) and checksum == _checksum(body)


def _checksum(secret: str) -> str:
    return f"{zlib.crc32(secret.encode()):08x}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
