"""Whether phones show what is true: lags, what was given up, and pushing again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import Response

from wallet_service.database import BrandSession
from wallet_service.passes import formats
from wallet_service.services.insight import card_delivery, deliveries
from wallet_service.services.wallet import stale_cards
from wallet_service.services.wallet.stale_cards import StaleCard
from wallet_service.web import access, adapters, figures
from wallet_service.web.access import Audience
from wallet_service.web.desk import acting, charts, pages, tables
from wallet_service.web.desk.blueprint import blueprint
from wallet_service.web.desk.charts import Lying, Value
from wallet_service.web.desk.roles import READERS, RULERS
from wallet_service.web.desk.tables import Asked, Column, Kind, Table

HERE = "/brand/delivery"


def _find_stale(asked: Asked) -> Sequence[StaleCard]:
    return stale_cards.page(
        asked.session, adapters.now(), after=asked.after or "", limit=asked.limit
    )


def _where(row: StaleCard) -> str:
    if row.lags_on_iphone and row.lags_at_google:
        return "lags_both"
    return "lags_on_iphone" if row.lags_on_iphone else "lags_at_google"


STALE = Table(
    "stale_cards",
    (
        Column(
            "number",
            lambda row: formats.card_number(row.number),
            link=lambda row: f"{HERE}/cards/{row.card_id}",
        ),
        Column("changed_at", lambda row: row.changed_at, Kind.MOMENT),
        Column("lags", _where, Kind.WORD),
    ),
    _find_stale,
    lambda row: row.card_id,
)


@blueprint.get("/delivery")
@access.allow(Audience.USER, *READERS)
def delivery() -> Response:
    """How deliveries stand."""
    now = adapters.now()
    found, shown = acting.read(
        lambda session: (
            deliveries.look(session, now),
            tables.show(STALE, session, rules=pages.rules()),
        )
    )
    return pages.page(
        "delivery.html",
        found=found,
        stale=shown,
        steps=_steps(found.freshness.steps),
        left=_days_left(found, now),
    )


@blueprint.get("/delivery/cards/<card_id>")
@access.allow(Audience.USER, *READERS)
def card_on_its_way(card_id: str) -> Response:
    """One card, from built to fetched."""
    found = acting.read(lambda session: card_delivery.of_card(session, card_id))
    return pages.page("card_delivery.html", found=found)


@blueprint.post("/delivery/cards/<card_id>")
@access.allow(Audience.USER, *RULERS)
def push_again(card_id: str) -> Response:
    """Push one card again."""
    return _do(
        f"{HERE}/cards/{card_id}",
        lambda session: deliveries.push_again(
            session, card_id, actor=acting.actor(), now=adapters.now()
        ),
    )


@blueprint.post("/delivery/stale")
@access.allow(Audience.USER, *RULERS)
def push_all_stale() -> Response:
    """Push every stale card again."""
    return _do(
        HERE,
        lambda session: deliveries.push_all_stale(
            session, actor=acting.actor(), now=adapters.now()
        ),
    )


@blueprint.post("/delivery/letters")
@access.allow(Audience.USER, *RULERS)
def send_all_again() -> Response:
    """Send everything again that the page lists as given up."""
    return _do(
        HERE,
        lambda session: deliveries.send_all_again(
            session, actor=acting.actor(), now=adapters.now()
        ),
    )


@blueprint.post("/delivery/letters/<message_id>")
@access.allow(Audience.USER, *RULERS)
def send_again(message_id: str) -> Response:
    """Send one of them again."""
    return _do(
        HERE,
        lambda session: deliveries.send_again(
            session, message_id, actor=acting.actor(), now=adapters.now()
        ),
    )


def _do(back: str, work: Callable[[BrandSession], object]) -> Response:
    def once(session: BrandSession) -> str:
        work(session)
        return back

    return acting.see_other(acting.write_once(once))


def _steps(counts: Sequence[int]) -> tuple[Lying, ...]:
    """The seconds that a change took, a bar for each step."""
    return charts.lying(
        [
            Value(tables.word(f"lag_step_{number}"), count, figures.figure(count))
            for number, count in enumerate(counts)
        ]
    )


def _days_left(found: deliveries.Deliveries, now: datetime) -> int | None:
    """Whole days until the first of the certificates ends; below 0: it has ended."""
    certificate = found.certificate
    if certificate is None:
        return None
    ends = min(certificate.not_after, certificate.intermediate_not_after)
    return (ends - now).days
