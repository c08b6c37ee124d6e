"""A card's face, the same for every platform: fields, news, and the picture to draw."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from wallet_service.passes import back, formats, fronts, standing_text, texts
from wallet_service.passes.card_view import CardView
from wallet_service.passes.face_parts import (
    PROGRESS_STEPS,
    Balance,
    CardFace,
    Picture,
    PlainPicture,
    ProgressPicture,
    StampsPicture,
)


def face(view: CardView) -> CardFace:
    """Everything that the card shows, in the member's language.

    Raises ValueError when the view lacks the standing of its kind.
    """
    front, news = fronts.front(view), back.news(view)
    return CardFace(
        kind=view.kind,
        locale=view.locale,
        brand_name=view.brand.name,
        program_name=view.program_name,
        header=front.header,
        primary=front.primary,
        row=front.row,
        back=(news, *back.silent_fields(view)),
        news=news,
        description=_description(view),
        barcode=view.code,
        barcode_caption=formats.card_number(view.number),
        picture=picture(view),
        balance=_balance(view),
        turnover=_turnover(view),
        state=view.state,
        expires_at=_expires_at(view),
        voided=view.state in {"closed", "retired"},
    )


def picture(view: CardView) -> Picture:
    """The state to draw on the strip, progress rounded down to 1/50 of the way."""
    muted = view.state != "active"
    if view.kind == "stamp" and view.standing.stamps:
        stamps = view.standing.stamps
        return StampsPicture(
            count=max(0, min(stamps.count, stamps.of)),
            slots=stamps.of,
            gifts=tuple(sorted({*view.facts.milestones, stamps.of})),
            ready=bool(view.standing.rewards) and not muted,
            muted=muted,
        )
    if view.kind == "accumulating":
        return _progress(view, muted=muted)
    return PlainPicture(view.kind, muted)


def _progress(view: CardView, *, muted: bool) -> ProgressPicture:
    ahead = view.standing.next_tier
    if ahead is None:
        return ProgressPicture(PROGRESS_STEPS, reached=True, muted=muted)
    turnover = max(0, view.standing.turnover or 0)
    threshold = max(turnover + ahead.left, 1)
    # The bar is full only at the threshold, and any turnover shows.
    step = min(turnover * PROGRESS_STEPS // threshold, PROGRESS_STEPS - 1)
    passed = {
        tier.from_turnover * PROGRESS_STEPS // threshold
        for tier in view.facts.tiers
        if 0 < tier.from_turnover < threshold
    }
    return ProgressPicture(
        step=max(step, 1 if turnover else 0),
        next_rate=formats.rate(ahead.rate_bp, view.locale),
        passed=tuple(sorted(passed)),
        muted=muted,
    )


def _description(view: CardView) -> str:
    language = texts.of(view.locale)
    return language.say(
        "description",
        kind=language.say(f"kind_{view.kind}"),
        program=view.program_name,
        brand=view.brand.name,
        standing=standing_text.sentence(view, view.standing),
    )


def _balance(view: CardView) -> Balance | None:
    points = view.standing.cashback
    if view.kind != "cashback" or points is None or view.awaiting_approval:
        return None
    return Balance(points.available, view.currency)


def _turnover(view: CardView) -> Balance | None:
    if view.kind != "accumulating":
        return None
    return Balance(view.standing.turnover or 0, view.currency)


def _expires_at(view: CardView) -> datetime | None:
    if view.valid_until is None:
        return None
    day_after = view.valid_until + timedelta(days=1)
    return datetime.combine(day_after, time(), tzinfo=ZoneInfo(view.time_zone))
