"""What a phone asks after a push: which of my passes changed since this tag?

One indexed read in one snapshot; the tag given back is the newest of the rows returned,
so a change committed meanwhile is never skipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, bindparam, select, update

from wallet_service.database import BrandSession
from wallet_service.models.apple import AppleDevice, ApplePassType, AppleRegistration
from wallet_service.models.card import CardPass
from wallet_service.prepared import Prepared
from wallet_service.wallets.apple import web_service

_DEVICES: Table = AppleDevice.__table__  # type: ignore[assignment]
_PASS_TYPES: Table = ApplePassType.__table__  # type: ignore[assignment]
_REGISTRATIONS: Table = AppleRegistration.__table__  # type: ignore[assignment]
_PASSES: Table = CardPass.__table__  # type: ignore[assignment]
_REGISTERED = Prepared(
    select(
        _PASS_TYPES.c.brand_id,
        _PASS_TYPES.c.last_update_tag,
        _DEVICES.c.id,
        _DEVICES.c.listed_tag,
        _PASSES.c.serial_number,
        _PASSES.c.update_tag,
    )
    .join(_DEVICES, _DEVICES.c.pass_type_id == _PASS_TYPES.c.id)
    .join(_REGISTRATIONS, _REGISTRATIONS.c.device_id == _DEVICES.c.id)
    .join(_PASSES, _PASSES.c.id == _REGISTRATIONS.c.pass_id)
    .where(
        _PASS_TYPES.c.pass_type_identifier == bindparam("pass_type_identifier"),
        _DEVICES.c.device_hash == bindparam("device_hash"),
    )
    .order_by(_PASSES.c.update_tag)
)


@dataclass(frozen=True, slots=True)
class ChangedPasses:
    """Serial numbers and their newest tag; `is_news` when it is another than before."""

    brand_id: str
    device_id: str
    serial_numbers: tuple[str, ...]
    tag: int
    is_news: bool


def changed_passes(
    connection: Connection,
    *,
    pass_type_identifier: str,
    device_hash: str,
    updated_since: str | None,
) -> ChangedPasses | None:
    """The phone's passes that changed after its tag, or None when there are none.

    No tag, garbage, or a tag above ours (from before a restored backup): all of them.
    No session is made for it, since phones ask all day.
    """
    asked = {"pass_type_identifier": pass_type_identifier, "device_hash": device_hash}
    rows = _REGISTERED.all(connection, asked)
    if not rows:
        return None
    newest = rows[0].last_update_tag
    since = web_service.parse_update_tag(updated_since, newest=newest)
    changed = [row for row in rows if since is None or row.update_tag > since]
    if not changed:
        return None
    tag = changed[-1].update_tag
    return ChangedPasses(
        brand_id=rows[0].brand_id,
        device_id=rows[0].id,
        serial_numbers=tuple(row.serial_number for row in changed),
        tag=tag,
        is_news=rows[0].listed_tag != tag,
    )


def note_listed(session: BrandSession, changed: ChangedPasses, now: datetime) -> None:
    """Remember what the phone was told, for the delivery status."""
    devices = AppleDevice.__table__
    session.core.execute(
        update(devices)  # type: ignore[arg-type]
        .where(devices.c.id == changed.device_id)
        .values(listed_at=now, listed_tag=changed.tag)
    )
