"""Apple's card and Google's tell a person the same, over 200 states of the four kinds.

Both are drawn as their phones draw them; what differs is listed in the documents.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from tests.passes import examples
from wallet_service.cards.standing import (
    CardStanding,
    CashbackStanding,
    ExpiringPoints,
    NextTier,
    StampStanding,
)
from wallet_service.passes import (
    apple_card,
    card_face,
    drawing,
    google_card,
    google_class,
    templates,
    texts,
)
from wallet_service.passes.card_view import CardView, News
from wallet_service.simulator import google_drawing

STATES_OF_EACH = 50
CLASSIC = templates.load(examples.DESIGNS, "classic")
# told by the class, by links, or by the name above the card
ELSEWHERE = {"page", "brand", "program"}


def standings(kind: str, chance: random.Random) -> CardStanding:
    money = chance.choice([0, 1, 99, 1_995_00, chance.randrange(10**10)])
    ends = ExpiringPoints(money // 2, date(2026, 12, 31)) if money > 100 else None
    match kind:
        case "discount":
            return CardStanding(rate_bp=chance.choice([0, 50, 700, 1250]))
        case "accumulating":
            ahead = NextTier("Platinum", 1000, money + 1, date(2026, 3, 31))
            return CardStanding(
                rate_bp=chance.choice([0, 500, 1000]),
                tier=chance.choice([None, "Silver", "Platinum"]),
                turnover=money,
                next_tier=chance.choice([None, ahead]),
            )
        case "cashback":
            debt = chance.choice([0, 0, 5_000])
            points = CashbackStanding(money, chance.choice([0, 777]), debt, ends)
            return CardStanding(rate_bp=chance.choice([300, 700]), cashback=points)
    of = chance.choice([5, 10, 12])
    return CardStanding(
        stamps=StampStanding(chance.randrange(of), of),
        rewards=chance.choice([0, 0, 1, 3]),
    )


def views() -> list[CardView]:
    chance, found = random.Random(20260310), []
    for kind in examples.KINDS:
        for number in range(STATES_OF_EACH):
            standing = standings(kind, chance)
            found.append(
                examples.a_view(
                    kind,
                    "ru" if number % 2 else "en",
                    standing=standing,
                    revision=number + 1,
                    state=chance.choice(["active"] * 5 + ["frozen", "closed"]),
                    valid_until=chance.choice([None, date(2026, 6, 30)]),
                    member_name=chance.choice([None, "Анна Ларсен"]),
                    awaiting_approval=kind == "cashback" and number % 17 == 0,
                    news=News("purchase", examples.NOON, number, standing, 1_000),
                )
            )
    return found


def on_apple(view: CardView) -> drawing.Drawing:
    document = apple_card.pass_json(card_face.face(view), examples.IDENTITY, CLASSIC)
    labels = texts.label_strings()

    def localized(text: str, language: str) -> str:
        return labels[language].get(text, text)

    content = SimpleNamespace(document=document, files={}, localized=localized)
    return drawing.draw(content, view.locale, view.time_zone)


def on_google(view: CardView) -> google_drawing.GoogleDrawing:
    shared = google_class.ClassView(
        kind=view.kind,
        brand=view.brand,
        program_name=view.program_name,
        locale=view.locale,
        terms=view.terms,
    )
    its_class = google_class.class_body(
        shared,
        google_class.ClassIdentity("1.prog", "https://l", "https://p", "https://c"),
        CLASSIC,
    )
    body = google_card.object_body(
        card_face.face(view),
        google_card.GoogleIdentity("1.pass", "1.prog", "https://h"),
    )
    return google_drawing.draw({**body, "classReference": its_class}, view.locale)


def told_by_google(shown: google_drawing.GoogleDrawing) -> list[str]:
    rows = [item.value for row in shown.rows for item in row]
    return [*rows, *(item.value for item in shown.details)]


@pytest.mark.parametrize("kind", examples.KINDS)
def test_both_platforms_tell_the_same(kind):
    looked = [view for view in views() if view.kind == kind]
    assert len(looked) == STATES_OF_EACH
    for view in looked:
        apple, told = on_apple(view), told_by_google(on_google(view))
        primary = (apple.primary,) if apple.primary else ()
        for field in (*apple.header, *primary, *apple.row, *apple.back):
            if field.key in ELSEWHERE:
                continue
            assert _is_told(field.value, told, view.locale), (field, told)


def _is_told(value: str, told: list[str], locale: str) -> bool:
    """Google writes money in full, tier and rate in one place."""
    parts = {part for text in told for part in (text, *text.split(" · "))}
    in_full = re.sub(r"(?<=\d)(?=\u00a0₽$)", ",00" if locale == "ru" else ".00", value)
    return value in parts or in_full in parts


def test_both_carry_the_same_code_and_end_together():
    for view in views():
        apple, google = on_apple(view), on_google(view)
        assert apple.code == google.code
        assert apple.is_voided == google.is_expired


def test_a_figure_that_differs_is_found_out():
    view = examples.a_view("cashback")
    told = told_by_google(on_google(view))
    poorer = on_apple(replace(view, standing=examples.cashback_standing(1)))
    assert poorer.primary is not None

    assert not _is_told(poorer.primary.value, told, view.locale)
