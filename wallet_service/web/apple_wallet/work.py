"""The transactions behind the views: which session, which service, at what time.

What is only remembered (what was listed, fetched, logged) never fails an answer.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import structlog
from flask import request
from sqlalchemy.exc import SQLAlchemyError

from wallet_service.database import BrandSession, DatabaseBusy
from wallet_service.services.wallet import (
    changed_passes as changed_passes_service,
)
from wallet_service.services.wallet import (
    device_access,
    device_logs,
    device_registrations,
    pass_fetches,
    pass_issuing,
)
from wallet_service.services.wallet.changed_passes import ChangedPasses
from wallet_service.services.wallet.device_access import DevicePass
from wallet_service.services.wallet.pass_issuing import BuiltPass
from wallet_service.web import adapters

log = structlog.get_logger(__name__)


def authenticate(pass_type_identifier: str, serial_number: str) -> DevicePass:
    """The pass whose token stands in the Authorization header."""
    parts = adapters.current()
    with parts.database.look_up() as connection:
        return device_access.authenticate(
            connection,
            parts.pass_tokens,
            pass_type_identifier=pass_type_identifier,
            serial_number=serial_number,
            authorization=request.headers.get("Authorization"),
        )


def read_body(longest: int) -> bytes:
    """The request's body, and of a longer one no more than shows that it is.

    The application's own limit would answer 413, which Apple's protocol does not know.
    """
    request.max_content_length = sys.maxsize
    return request.stream.read(longest + 1)


def register(known: DevicePass, device_hash: str, push_token: str) -> bool:
    """Register the phone in one transaction; whether that is new."""
    parts = adapters.current()

    def in_transaction(session: BrandSession) -> bool:
        return device_registrations.register(
            session,
            known,
            device_hash=device_hash,
            push_token=push_token,
            now=parts.clock(),
        )

    return parts.database.run(known.brand_id, in_transaction)


def unregister(known: DevicePass, device_hash: str) -> None:
    """Take the registration away in one transaction."""

    def in_transaction(session: BrandSession) -> None:
        device_registrations.unregister(
            session, known, device_hash, adapters.current().clock()
        )

    adapters.current().database.run(known.brand_id, in_transaction)


def changed_passes(
    pass_type_identifier: str, device_hash: str, updated_since: str | None
) -> ChangedPasses | None:
    """The phone's passes that changed; a new answer is remembered."""
    parts = adapters.current()
    with parts.database.look_up() as connection:
        changed = changed_passes_service.changed_passes(
            connection,
            pass_type_identifier=pass_type_identifier,
            device_hash=device_hash,
            updated_since=updated_since,
        )
    if changed is not None and changed.is_news:
        listed, now = changed, parts.clock()
        _remember(
            changed.brand_id,
            lambda session: changed_passes_service.note_listed(session, listed, now),
        )
    return changed


def build_pass(known: DevicePass, *, notes_fetch: bool) -> BuiltPass:
    """The pass as it is now; body and header come from one snapshot."""
    parts = adapters.current()
    now = parts.clock()
    with parts.database.reading(known.brand_id) as session:
        built = pass_issuing.build_apple_pass(
            session, parts.pass_parts, known.pass_id, now
        )
    if notes_fetch:
        _remember(
            known.brand_id,
            lambda session: pass_fetches.note_fetched(
                session,
                known.pass_id,
                revision=built.revision,
                change=built.last_modified,
                now=now,
            ),
        )
    return built


def keep_log(messages: Sequence[str]) -> None:
    """Keep what a phone complains of."""
    parts = adapters.current()
    if not messages:
        return
    try:
        with parts.database.writing_across_brands() as session:
            device_logs.record(session, messages, parts.clock())
    except (SQLAlchemyError, DatabaseBusy) as error:
        log.warning("device_log_lost", error=type(error).__name__)


def _remember(brand_id: str, note: Callable[[BrandSession], None]) -> None:
    try:
        adapters.current().database.run(brand_id, note)
    except (SQLAlchemyError, DatabaseBusy) as error:
        log.warning("device_note_lost", error=type(error).__name__)
