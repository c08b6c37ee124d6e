"""Google's callback: verified, counted once, answered at once; work comes later.

Nothing that a member owns depends on it, since callbacks may be late, doubled or lost.
"""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, request

from wallet_service.services.errors import Malformed, Unavailable
from wallet_service.services.wallet import google_holders, google_issuers
from wallet_service.services.wallet.google_holders import Notice
from wallet_service.wallets.google import callbacks
from wallet_service.wallets.google.callback_keys import KeysUnavailable
from wallet_service.wallets.google.callbacks import Callback, CallbackRefused
from wallet_service.web import access, adapters
from wallet_service.web.access import Audience

blueprint = Blueprint("google_wallet", __name__, url_prefix="/google")

log = structlog.get_logger(__name__)


@blueprint.post("/callback")
@access.allow(Audience.GOOGLE)
def callback() -> Response:
    """A save or a deletion; a repeat is 200 as well, and changes nothing."""
    brand_id, told = _verified(request.get_data())
    parts = adapters.current()
    notice = Notice(
        object_id=told.object_id,
        is_save=told.event is callbacks.Event.SAVE,
        nonce=told.nonce,
        expires_at=told.expires_at,
    )
    now = parts.clock()
    is_new = parts.database.run(
        brand_id, lambda session: google_holders.take(session, notice, now)
    )
    log.info("google_callback", brand=brand_id, told=told.event, is_new=is_new)
    return Response(status=200)


def _verified(body: bytes) -> tuple[str, Callback]:
    """The brand is found by what the message claims, and proven by its signature."""
    parts = adapters.current()
    try:
        issuer_id = callbacks.claimed_issuer(body)
        with parts.database.reading_across_brands() as session:
            brand_id = google_issuers.brand_of(session, issuer_id)
        if brand_id is None:
            raise CallbackRefused("other_issuer")
        told = callbacks.verify(
            body, issuer_id=issuer_id, keys=parts.google_keys, at=parts.clock()
        )
    except CallbackRefused as refused:
        log.warning("google_callback_refused", reason=refused.reason)
        detail = "This is no callback that Google signed for an issuer of ours."
        raise Malformed("google_callback_refused", detail) from None
    except KeysUnavailable:
        detail = "Google's keys are not at hand; send it again."
        raise Unavailable("google_keys_unavailable", detail) from None
    return brand_id, told
