"""A card's standing as one sentence: spoken by VoiceOver, the end of every notice."""

from __future__ import annotations

from wallet_service.cards.standing import CardStanding
from wallet_service.passes import formats, texts
from wallet_service.passes.card_view import CardView


def sentence(view: CardView, standing: CardStanding) -> str:
    """What the card holds at `standing`, in the member's language."""
    if view.kind == "discount":
        return texts.of(view.locale).say(
            "standing_discount", rate=formats.rate(standing.rate_bp or 0, view.locale)
        )
    if view.kind == "accumulating":
        return _accumulating(view, standing)
    if view.kind == "cashback":
        return _cashback(view, standing)
    return _stamps(view, standing)


def closing_sentence(view: CardView, standing: CardStanding, revision: int) -> str:
    """`sentence` as a notice ends with it.

    Nothing on a discount card grows with a purchase, so its revision is named: two
    equal purchases must give two texts, or the phone is silent at the second.
    """
    if view.kind != "discount":
        return sentence(view, standing)
    return texts.of(view.locale).say(
        "standing_discount_news",
        rate=formats.rate(standing.rate_bp or 0, view.locale),
        revision=formats.number(revision, view.locale),
    )


def _accumulating(view: CardView, standing: CardStanding) -> str:
    language = texts.of(view.locale)
    rate = formats.rate(standing.rate_bp or 0, view.locale)
    turnover = formats.money(standing.turnover or 0, view.currency, view.locale)
    ahead = standing.next_tier
    if ahead is None:
        text = language.say("standing_top", rate=rate, turnover=turnover)
    else:
        text = language.say(
            "standing_next",
            rate=rate,
            turnover=turnover,
            left=formats.money(ahead.left, view.currency, view.locale),
            tier=ahead.name,
            next_rate=formats.rate(ahead.rate_bp, view.locale),
        )
    if standing.cashback is None:
        return text
    bonus = formats.money(standing.cashback.available, view.currency, view.locale)
    return f"{text} {language.say('standing_bonus', bonus=bonus)}"


def _cashback(view: CardView, standing: CardStanding) -> str:
    language = texts.of(view.locale)
    if view.awaiting_approval:
        return language.say("standing_approval")
    points = standing.cashback
    if points is None:
        raise ValueError("a cashback card has no cashback standing; read it first")
    available, pending, debt = (
        formats.money(amount, view.currency, view.locale)
        for amount in (points.available, points.pending, points.debt)
    )
    if points.debt:
        return language.say("standing_debt", available=available, debt=debt)
    if points.pending:
        return language.say("standing_pending", available=available, pending=pending)
    return language.say("standing_cashback", available=available)


def _stamps(view: CardView, standing: CardStanding) -> str:
    language = texts.of(view.locale)
    stamps = standing.stamps
    if stamps is None:
        raise ValueError("a stamp card has no stamps in its standing; read it first")
    count = language.count("stamps", stamps.count)
    if not standing.rewards:
        return language.say("standing_stamps", stamps=count, slots=str(stamps.of))
    return language.say(
        "standing_rewards",
        stamps=count,
        slots=str(stamps.of),
        rewards=language.count("rewards", standing.rewards),
    )
