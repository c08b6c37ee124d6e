"""The back of a card, in its fixed order: news first, the revision last."""

from __future__ import annotations

from wallet_service.passes import formats, how_it_works, news_text, texts
from wallet_service.passes.card_view import CardView, Operation
from wallet_service.passes.face_parts import Field

MOST_OPERATIONS = 5


def silent_fields(view: CardView) -> tuple[Field, ...]:
    """All fields below the news; what has nothing to say is left out."""
    found = (
        Field("how", "back_how", "\n".join(how_it_works.lines(view))),
        Field("operations", "back_operations", _operations(view)),
        Field("terms", "back_terms", _terms(view)),
        Field("manager", "back_manager", _manager(view)),
        Field("page", "back_page", view.card_url),
        Field("brand", "back_brand", _contacts(view)),
        Field("revision", "back_revision", formats.number(view.revision, view.locale)),
    )
    return tuple(field for field in found if field.value)


def news(view: CardView) -> Field:
    """The one field that a phone announces."""
    return Field("news", "back_news", news_text.text(view))


def _operations(view: CardView) -> str:
    if not view.operations:
        return texts.of(view.locale).say("operations_none")
    latest = view.operations[:MOST_OPERATIONS]
    return "\n".join(_operation(view, operation) for operation in latest)


def _operation(view: CardView, operation: Operation) -> str:
    day = formats.local_day(operation.occurred_at, view.time_zone)
    parts = [
        formats.day(day, view.today, view.locale),
        texts.of(view.locale).say(f"operation_{operation.kind}"),
    ]
    if operation.payable is not None:
        parts.append(formats.money(operation.payable, view.currency, view.locale))
    parts.extend(news_text.effect(view, effect) for effect in operation.effects)
    return " · ".join(parts)


def _terms(view: CardView) -> str:
    chosen = view.terms.get(view.locale) or next(iter(view.terms.values()), "")
    return chosen.strip()


def _manager(view: CardView) -> str:
    if view.manager is None:
        return ""
    return "\n".join(filter(None, (view.manager.name, view.manager.phone)))


def _contacts(view: CardView) -> str:
    brand = view.brand
    return "\n".join(filter(None, (brand.name, brand.phone, brand.email, brand.site)))
