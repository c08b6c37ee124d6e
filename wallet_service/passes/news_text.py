"""The one text that a phone announces: what changed, and the standing that it left.

It depends on the event alone, never on the present standing: silent changes must leave
it as it is, because any change of it rings.
"""

from __future__ import annotations

from wallet_service.passes import formats, standing_text, texts
from wallet_service.passes.card_view import CardView, Effect, News

_MONEY_UNITS = frozenset({"discount", "points"})


def text(view: CardView) -> str:
    """The news of the card; a card without any says that it is ready."""
    if view.news is None:
        # No standing here: it would change silently, and every change rings.
        return texts.of(view.locale).say("news_issued")
    closing = standing_text.closing_sentence(
        view, view.news.standing, view.news.revision
    )
    return f"{_change(view, view.news)} {closing}"


def effect(view: CardView, item: Effect) -> str:
    """One effect of an operation, such as: points +1,050.00 ₽."""
    if item.unit == "discount":
        amount = formats.money(item.amount, view.currency, view.locale)
    elif item.unit in _MONEY_UNITS:
        amount = formats.signed_money(item.amount, view.currency, view.locale)
    else:
        amount = formats.signed_number(item.amount, view.locale)
    return texts.of(view.locale).say(f"effect_{item.unit}", amount=amount)


def _change(view: CardView, news: News) -> str:
    language = texts.of(view.locale)
    local_day = formats.local_day(news.occurred_at, view.time_zone)
    day = formats.day(local_day, local_day, view.locale)
    time = formats.time_of_day(news.occurred_at, view.time_zone)
    until = news.until or local_day
    reward = news.text or view.reward_name
    effects = "".join(f", {effect(view, item)}" for item in news.effects)
    return language.say(
        f"news_{_event(news)}",
        day=day,
        at=language.say("at", day=day, time=time),
        until=formats.day(until, local_day, view.locale),
        payable=formats.money(news.payable or 0, view.currency, view.locale),
        effects=effects,
        tier=news.standing.tier or "",
        reward=f": {reward}" if reward else "",
        text=(news.text or "").strip(),
    )


def _event(news: News) -> str:
    if news.event == "tier_changed" and news.standing.tier is None:
        return "tier_lost"
    return news.event
