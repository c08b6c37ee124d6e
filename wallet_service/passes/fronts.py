"""The front of each kind of card: header, large text over the strip, the row below.

What stands here must be understood in one second at the counter: at most one large
figure and four small ones.
"""

from __future__ import annotations

from dataclasses import dataclass

from wallet_service.cards.standing import CashbackStanding
from wallet_service.passes import formats, shortening, texts
from wallet_service.passes.card_view import CardView
from wallet_service.passes.face_parts import Field

MOST_IN_ROW = 4
# Characters that fit: the large text shrinks to about 24, a shared row holds about 40.
LARGE_TEXT = 26
NAME_IN_ROW = 22
NAME_AMONG_THREE = 16
REWARD_IN_ROW = 28
TIER_IN_ROW = 12
_DASH = "—"


@dataclass(frozen=True, slots=True)
class Front:
    """The front of a card, from the top down."""

    header: Field
    primary: Field | None
    row: tuple[Field, ...]


def front(view: CardView) -> Front:
    """The front for the card's kind; a card that cannot be used says so first."""
    builders = {
        "discount": _discount,
        "accumulating": _accumulating,
        "cashback": _cashback,
        "stamp": _stamp,
    }
    built = builders[view.kind](view)
    status = _status(view)
    # The status is long, so it takes the room of two.
    row = (*status, *built.row[: MOST_IN_ROW - 2 * len(status)])
    return Front(built.header, built.primary, row)


def _status(view: CardView) -> tuple[Field, ...]:
    if view.state == "active":
        return ()
    value = texts.of(view.locale).say(f"state_{view.state}")
    return (Field("status", "status", value),)


def _discount(view: CardView) -> Front:
    width = NAME_AMONG_THREE if view.valid_until else NAME_IN_ROW
    row = [*_company(view, width), _number(view)]
    if view.valid_until:
        until = formats.day(view.valid_until, view.today, view.locale)
        row.append(Field("valid_until", "valid_until", until))
    return Front(_discount_rate(view), _holder(view), tuple(row))


def _discount_rate(view: CardView) -> Field:
    rate = formats.rate(view.standing.rate_bp or 0, view.locale)
    return Field("discount", "discount", rate)


def _holder(view: CardView) -> Field:
    if view.member_name:
        name = shortening.words(view.member_name, LARGE_TEXT)
        return Field("member", "member", name)
    name = shortening.words(view.program_name, LARGE_TEXT)
    return Field("program", "program", name)


def _company(view: CardView, width: int = NAME_IN_ROW) -> tuple[Field, ...]:
    if not view.company_name:
        return ()
    name = shortening.company(view.company_name, width)
    return (Field("company", "company", name),)


def _number(view: CardView) -> Field:
    return Field("number", "number", formats.card_number(view.number))


def _accumulating(view: CardView) -> Front:
    language, standing = texts.of(view.locale), view.standing
    turnover = _round_money(view, standing.turnover or 0)
    tier = standing.tier or language.say("no_tier")
    ahead = standing.next_tier
    left = _round_money(view, ahead.left) if ahead else language.say("top_tier")
    row = [
        Field("tier", "tier", shortening.words(tier, TIER_IN_ROW)),
        Field("left", "left", left),
    ]
    until = ahead.until if ahead else view.period_ends
    if until:
        label = "until" if ahead else "valid_until"
        day = formats.day(until, view.today, view.locale)
        row.append(Field("until", label, day))
    if standing.cashback and standing.cashback.available:
        row.append(Field("bonus", "bonus", _money(view, standing.cashback.available)))
    label = f"turnover_{view.facts.period}"
    return Front(_discount_rate(view), Field("turnover", label, turnover), tuple(row))


def _cashback(view: CardView) -> Front:
    rate = Field("rate", "rate", formats.rate(view.standing.rate_bp or 0, view.locale))
    if view.awaiting_approval:
        waiting = texts.of(view.locale).say("awaiting_approval")
        return Front(
            Field("balance", "balance", _DASH),
            Field("available", "personal_points", waiting),
            (rate, *_company(view)),
        )
    points = view.standing.cashback
    if points is None:
        raise ValueError("a cashback card has no cashback standing; read it first")
    balance = _money(view, points.available)
    return Front(
        Field("balance", "balance", balance),
        Field("available", "available", balance),
        (rate, *_movements(view, points)),
    )


def _movements(view: CardView, points: CashbackStanding) -> list[Field]:
    found = []
    if points.debt:
        found.append(Field("debt", "debt", _money(view, points.debt)))
    if points.pending or not points.debt:
        found.append(Field("pending", "pending", _money(view, points.pending)))
    expiring = points.expires_next
    if expiring:
        last_day = formats.day(expiring.on, view.today, view.locale)
        found.append(Field("expiring", "expiring", _money(view, expiring.amount)))
        found.append(Field("last_day", "last_day", last_day))
    return found


def _stamp(view: CardView) -> Front:
    language, stamps = texts.of(view.locale), view.standing.stamps
    if stamps is None:
        raise ValueError("a stamp card has no stamps in its standing; read it first")
    rewards = view.standing.rewards or 0
    row = []
    # A card that cannot be used shows its status in this place.
    if rewards or view.state == "active":
        row.append(Field("rewards", "rewards", formats.number(rewards, view.locale)))
    if view.reward_name:
        name = shortening.words(view.reward_name, REWARD_IN_ROW)
        row.append(Field("reward", "reward", name))
    primary = None
    if rewards and view.state == "active":
        ready = language.say("gift_ready")
        primary = Field("gift_ready", "reward_ready", ready)
    return Front(
        Field("stamps", "stamps", f"{stamps.count} / {stamps.of}"),
        primary,
        tuple(row),
    )


def _money(view: CardView, amount: int) -> str:
    return formats.money(amount, view.currency, view.locale)


def _round_money(view: CardView, amount: int) -> str:
    return formats.round_money(amount, view.currency, view.locale)
