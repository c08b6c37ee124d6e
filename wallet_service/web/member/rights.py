"""What members do on their card's page: consents, their data, leaving."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from wallet_service.database import BrandSession
from wallet_service.services.joining import leaving
from wallet_service.services.joining.limits import Caller, ProofNeeded, TooOften
from wallet_service.services.wallet.card_links import LinkedPass
from wallet_service.web import adapters, visitor_address
from wallet_service.web.member import work

Result = TypeVar("Result")


def answer_consent(link_token: str, purpose: str, *, is_given: bool) -> None:
    """Note a consent. Raises NotFound, Conflict (`consent_required`)."""
    view, _ = work.look_at(link_token)

    def answer(session: BrandSession, card_id: str) -> None:
        leaving.answer_consent(
            session,
            card_id,
            purpose,
            is_given=is_given,
            locale=view.locale,
            now=adapters.now(),
        )

    _run(work.find(link_token), answer)


def send_data(link_token: str) -> str:
    """Owe the link to the member's data; returns what the page then says."""
    parts, caller = adapters.current(), Caller(visitor_address.current())

    def send(session: BrandSession, card_id: str) -> bool:
        return leaving.send_data(
            session,
            parts.keyring,
            card_id,
            caller,
            base_url=parts.settings.base_url,
            now=parts.clock(),
        )

    try:
        is_sent = _run(work.find(link_token), send)
    except (ProofNeeded, TooOften):
        return "often"
    return "data" if is_sent else "data_none"


def leave(link_token: str, *, withdraws: bool) -> None:
    """Close the card; raises NotFound."""

    def close(session: BrandSession, card_id: str) -> None:
        now = adapters.now()
        leaving.leave(session, card_id, withdraws=withdraws, now=now)

    _run(work.find(link_token), close)


def _run(linked: LinkedPass, task: Callable[[BrandSession, str], Result]) -> Result:
    return adapters.current().database.run(
        linked.brand_id, lambda session: task(session, linked.card_id)
    )
