"""The member's tap: the object is inserted, then the save link leads to it.

Nothing exists at Google before. The whole of it ends within three seconds, so that a
person is told rather than left waiting.
"""

from __future__ import annotations

import time
from datetime import timedelta

import structlog

from wallet_service.delivery.google_clients import NoSlot
from wallet_service.delivery.google_sending import Sender
from wallet_service.delivery.parts import DeliveryParts
from wallet_service.services.errors import NotFound, Unavailable
from wallet_service.services.wallet import google_objects
from wallet_service.wallets.google import addresses, answers, save_link
from wallet_service.wallets.google.limiter import Lane

WITHIN = 3.0
_PATIENCE = timedelta(seconds=2)

log = structlog.get_logger(__name__)


def save_url(parts: DeliveryParts, brand_id: str, pass_id: str) -> str:
    """Where the member's browser goes to save the card.

    Raises NotFound for a brand without an issuer, Unavailable when Google does not take
    the object now; the tap may simply be repeated.
    """
    with parts.database.reading(brand_id) as session:
        channel = parts.google.channel(session)
        known = google_objects.find(session, pass_id)
    if channel is None:
        raise NotFound("page")
    object_id = known.object_id if known else None
    if object_id is None:
        sender = Sender(parts, channel, end=time.monotonic() + WITHIN)
        try:
            with parts.google.asking(parts.database, Lane.URGENT, patience=_PATIENCE):
                answer = sender.insert_object(pass_id)
        except NoSlot as error:
            raise _unavailable(str(error)) from None
        if not isinstance(answer, answers.Done):
            log.warning("google_tap_failed", answer=type(answer).__name__)
            raise _unavailable(type(answer).__name__)
        object_id = f"{channel.issuer.issuer_id}.{pass_id}"
    token = save_link.save_token(
        channel.account,
        object_id,
        origins=[addresses.origin_of(parts.settings.base_url)],
        at=parts.clock(),
    )
    root = parts.settings.google_api_url or save_link.SAVE_ROOT
    return save_link.save_url(token, root=root)


def _unavailable(reason: str) -> Unavailable:
    detail = f"Google Wallet does not take the card at this moment ({reason})."
    return Unavailable("google_unavailable", detail)
