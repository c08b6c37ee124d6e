"""Which pass a phone speaks of, and whether it may: the token is the pass's own.

An unknown pass, a wrong token and none at all are refused alike and after the same
work, so that serial numbers cannot be probed.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, bindparam, select

from wallet_service.models.apple import ApplePassType
from wallet_service.models.card import Card, CardPass
from wallet_service.prepared import Prepared
from wallet_service.services.errors import NotAuthenticated
from wallet_service.services.wallet.pass_tokens import PassTokens
from wallet_service.wallets.apple import web_service

_NOBODYS_KEY = secrets.token_bytes(32)

_PASS_TYPES: Table = ApplePassType.__table__  # type: ignore[assignment]
_CARDS: Table = Card.__table__  # type: ignore[assignment]
_PASSES: Table = CardPass.__table__  # type: ignore[assignment]
_FIND = Prepared(
    select(
        _PASSES.c.brand_id,
        _PASSES.c.id,
        _PASSES.c.card_id,
        _PASSES.c.token_key_version,
        _PASSES.c.issued_at,
        _CARDS.c.changed_at,
        _PASS_TYPES.c.id.label("pass_type_id"),
    )
    .join(_PASS_TYPES, _PASS_TYPES.c.brand_id == _PASSES.c.brand_id)
    .join(_CARDS, _CARDS.c.id == _PASSES.c.card_id)
    .where(
        _PASSES.c.serial_number == bindparam("serial_number"),
        _PASS_TYPES.c.pass_type_identifier == bindparam("pass_type_identifier"),
    )
)


@dataclass(frozen=True, slots=True)
class DevicePass:
    """A pass whose token a phone has shown; `changed_at` is in Unix seconds."""

    brand_id: str
    pass_type_id: str
    pass_id: str
    card_id: str
    issued_at: datetime
    changed_at: int


def authenticate(
    connection: Connection,
    tokens: PassTokens,
    *,
    pass_type_identifier: str,
    serial_number: str,
    authorization: str | None,
) -> DevicePass:
    """The pass that the phone has the token of; without a session, for speed.

    Raises NotAuthenticated, and Unavailable when our own key cannot be opened.
    """
    asked = {
        "serial_number": serial_number,
        "pass_type_identifier": pass_type_identifier,
    }
    row = _FIND.first(connection, asked)
    if row is None:
        expected = web_service.derive_token(
            _NOBODYS_KEY,
            pass_type_identifier=pass_type_identifier,
            serial_number=serial_number,
        )
    else:
        expected = tokens.derive(
            connection,
            brand_id=row.brand_id,
            version=row.token_key_version,
            pass_type_identifier=pass_type_identifier,
            serial_number=serial_number,
        )
    given = web_service.authorization_token(authorization)
    is_right = web_service.tokens_match(given, expected)
    if row is None or not is_right:
        detail = "This pass and token do not belong together."
        raise NotAuthenticated("pass_token_wrong", detail)
    return DevicePass(
        brand_id=row.brand_id,
        pass_type_id=row.pass_type_id,
        pass_id=row.id,
        card_id=row.card_id,
        issued_at=row.issued_at,
        changed_at=row.changed_at,
    )


def hash_of_device(device_library_identifier: str) -> str:
    """What is kept of a device library identifier: it is a secret, its hash is not."""
    data = device_library_identifier.encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()
