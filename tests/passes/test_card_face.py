"""What each kind of card shows on its front, its back, and in its picture."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.passes import examples
from wallet_service.cards.standing import CardStanding, NextTier
from wallet_service.passes import card_face, formats
from wallet_service.passes.card_view import CardView, News, Operation
from wallet_service.passes.face_parts import (
    CardFace,
    PlainPicture,
    ProgressPicture,
    StampsPicture,
)


def shown(face: CardFace) -> list[tuple[str, str]]:
    """The front from the top down: labels and values with plain spaces."""
    primary = (face.primary,) if face.primary else ()
    fields = (face.header, *primary, *face.row)
    return [
        (field.label, field.value.replace(formats.NO_BREAK_SPACE, " "))
        for field in fields
    ]


def back(view: CardView) -> dict[str, str]:
    fields = card_face.face(view).back
    return {
        field.key: field.value.replace(formats.NO_BREAK_SPACE, " ") for field in fields
    }


def test_a_discount_card_shows_rate_program_company_and_number():
    assert shown(card_face.face(examples.a_view("discount"))) == [
        ("discount", "7 %"),
        ("program", "Partner club"),
        ("company", "Lighthouse Ltd"),
        ("number", "0042 1730 0158"),
    ]


def test_an_accumulating_card_shows_turnover_tier_and_the_way_to_the_next():
    assert shown(card_face.face(examples.a_view("accumulating", "ru"))) == [
        ("discount", "7 %"),
        ("turnover_quarter", "3 100 000 ₽"),
        ("tier", "Gold"),
        ("left", "1 900 000 ₽"),
        ("until", "31 марта"),
    ]


def test_at_the_top_the_card_says_so_and_how_long_it_holds():
    view = examples.a_view(
        "accumulating",
        standing=examples.accumulating_standing(600_000_000),
        period_ends=date(2026, 3, 31),
    )

    assert shown(card_face.face(view))[2:] == [
        ("tier", "Gold"),
        ("left", "top tier"),
        ("valid_until", "31 March"),
    ]


def test_below_the_first_tier_the_card_names_none():
    standing = CardStanding(
        rate_bp=0, turnover=0, next_tier=NextTier("Silver", 500, 100_000_000, None)
    )
    face = card_face.face(examples.a_view("accumulating", standing=standing))

    assert ("tier", "not yet") in shown(face)
    assert all(label != "until" for label, _ in shown(face))


def test_a_retro_bonus_stands_beside_the_tier():
    bonus = examples.cashback_standing(29_500_000, 0).cashback
    standing = replace(examples.accumulating_standing(), cashback=bonus)
    face = card_face.face(examples.a_view("accumulating", standing=standing))

    assert ("bonus", "295,000.00 ₽") in shown(face)
    assert face.description.endswith("Bonus 295,000.00\N{NO-BREAK SPACE}₽.")


def test_a_cashback_card_shows_balance_rate_pending_and_what_expires():
    assert shown(card_face.face(examples.a_view("cashback"))) == [
        ("balance", "1,995.00 ₽"),
        ("available", "1,995.00 ₽"),
        ("rate", "7 %"),
        ("pending", "1,474.99 ₽"),
        ("expiring", "199.50 ₽"),
        ("last_day", "14 March 2027"),
    ]


def test_a_debt_is_shown_as_what_the_next_points_will_offset():
    standing = examples.cashback_standing(0, 0, 19_950)
    face = card_face.face(examples.a_view("cashback", standing=standing))

    assert shown(face)[2:] == [("rate", "7 %"), ("debt", "199.50 ₽")]
    assert "to be offset 199.50" in face.description


def test_case_M7_a_missing_approval_is_said_instead_of_a_balance():
    view = examples.a_view("cashback", awaiting_approval=True)
    face = card_face.face(view)

    assert shown(face)[:2] == [
        ("balance", "—"),
        ("personal_points", "Awaiting approval"),
    ]
    assert face.balance is None
    assert "after your company's approval" in face.description
    assert back(view)["how"].startswith("Points start after your company's approval.")


def test_a_stamp_card_shows_count_rewards_and_the_gift():
    face = card_face.face(examples.a_view("stamp"))

    assert shown(face) == [
        ("stamps", "7 / 10"),
        ("rewards", "0"),
        ("reward", "Coffee machine"),
    ]
    assert face.picture == StampsPicture(7, 10, gifts=(5, 10))


def test_a_ready_reward_changes_the_whole_face():
    standing = examples.stamp_standing(3, rewards=1)
    face = card_face.face(examples.a_view("stamp", "ru", standing=standing))

    assert ("reward_ready", "Подарок готов") in shown(face)
    assert ("rewards", "1") in shown(face)
    assert face.picture == StampsPicture(3, 10, gifts=(5, 10), ready=True)


@pytest.mark.parametrize("kind", examples.KINDS)
def test_a_frozen_card_says_so_and_looks_so(kind):
    face = card_face.face(examples.a_view(kind, state="frozen"))

    assert face.row[0].label == "status"
    assert face.row[0].value == "paused"
    assert len(face.row) <= 3
    assert face.picture.muted
    assert not face.voided


def test_a_frozen_card_does_not_invite_to_collect_a_gift():
    standing = examples.stamp_standing(3, rewards=1)
    face = card_face.face(examples.a_view("stamp", state="frozen", standing=standing))

    assert face.primary is None
    assert ("rewards", "1") in shown(face)
    assert face.picture == StampsPicture(3, 10, gifts=(5, 10), muted=True)


@pytest.mark.parametrize("state", ["closed", "retired"])
def test_a_card_that_ended_is_void(state):
    assert card_face.face(examples.a_view(state=state)).voided


@pytest.mark.parametrize("kind", examples.KINDS)
def test_no_name_of_a_person_stands_on_the_card_unless_the_brand_shows_it(kind):
    hidden = card_face.face(examples.a_view(kind))
    named = card_face.face(examples.a_view("discount", member_name="Ivan Sidorov"))

    assert "Sidorov" not in repr(hidden)
    assert ("member", "Ivan Sidorov") in shown(named)


@pytest.mark.parametrize("locale", examples.LOCALES)
@pytest.mark.parametrize("kind", examples.KINDS)
def test_the_back_tells_everything_in_its_order(kind, locale):
    face = card_face.face(examples.a_view(kind, locale))

    assert [field.key for field in face.back] == [
        "news",
        "how",
        "operations",
        "terms",
        "manager",
        "page",
        "brand",
        "revision",
    ]
    assert face.news == face.back[0]
    how = face.back[1].value
    assert len(how.splitlines()) == 3


@pytest.mark.parametrize("locale", examples.LOCALES)
@pytest.mark.parametrize("kind", examples.KINDS)
def test_no_field_key_stands_twice_on_a_card(kind, locale):
    face = card_face.face(examples.a_view(kind, locale))
    fields = (face.header, *face.row, *face.back)
    keys = [field.key for field in fields]
    keys += [face.primary.key] if face.primary else []

    # The large balance repeats the header's figure under a key of its own.
    assert len(keys) == len(set(keys))


def test_what_is_not_known_is_left_out_of_the_back():
    view = examples.a_view("discount", terms={}, manager=None, operations=())

    assert back(view).keys() == {
        "news",
        "how",
        "operations",
        "page",
        "brand",
        "revision",
    }
    assert back(view)["operations"] == "Purchases will appear here."


def test_terms_fall_back_to_the_language_that_exists():
    view = examples.a_view("discount", "en", terms={"ru": "Одна карта на человека."})

    assert back(view)["terms"] == "Одна карта на человека."


def test_the_last_five_operations_have_date_sum_and_effect():
    operations = tuple(
        Operation("purchase", examples.NOON.replace(day=day), 100_000 * day)
        for day in (10, 9, 8, 7, 6, 5)
    )
    lines = back(examples.a_view("cashback", "ru", operations=operations))[
        "operations"
    ].splitlines()

    assert len(lines) == 5
    assert lines[0] == "10 марта · покупка · 10 000,00 ₽"
    first = back(examples.a_view("cashback"))["operations"]
    assert first == "10 March · purchase · 11,481.47 ₽ · points +1,474.99 ₽"


def test_long_names_are_shortened_on_the_front_and_whole_in_the_spoken_text():
    long = "Программа долгосрочного партнёрства и взаимного доверия"
    company = "Общество с ограниченной ответственностью «Северо-Западная строительная»"
    view = examples.a_view("discount", "ru", program_name=long, company_name=company)
    face = card_face.face(view)

    assert shown(face)[1][1] == "Программа долгосрочного…"
    assert shown(face)[2][1] == "ООО «Северо-Западная…»"
    assert long in face.description


@pytest.mark.parametrize(
    ("turnover", "step"),
    [
        (0, 0),
        (1, 1),
        (250_000_000, 25),
        (499_999_999, 49),
    ],
)
def test_progress_is_rounded_down_and_full_only_at_the_threshold(turnover, step):
    standing = examples.accumulating_standing(turnover)
    picture = card_face.picture(examples.a_view("accumulating", standing=standing))

    assert picture == ProgressPicture(step, "10\N{NO-BREAK SPACE}%", passed=(10, 30))


def test_a_way_without_rest_is_not_drawn_as_reached():
    ahead = NextTier("Platinum", 1000, 0, None)
    standing = CardStanding(rate_bp=700, turnover=500_000_000, next_tier=ahead)
    picture = card_face.picture(examples.a_view("accumulating", standing=standing))

    assert isinstance(picture, ProgressPicture)
    assert picture.step == 49


def test_at_the_top_the_bar_has_been_reached():
    standing = examples.accumulating_standing(500_000_000)
    picture = card_face.picture(examples.a_view("accumulating", standing=standing))

    assert picture == ProgressPicture(50, reached=True)


def test_kinds_without_a_drawing_have_a_plain_picture():
    assert card_face.picture(examples.a_view("discount")) == PlainPicture("discount")


def test_a_card_is_valid_through_its_last_local_day():
    face = card_face.face(examples.a_view(valid_until=date(2026, 6, 30)))

    moscow = ZoneInfo("Europe/Moscow")
    assert face.expires_at == datetime(2026, 7, 1, tzinfo=moscow)


def test_the_last_day_stands_on_a_discount_card():
    view = examples.a_view("discount", valid_until=date(2026, 6, 30))

    assert shown(card_face.face(view))[-1] == ("valid_until", "30 June")


def test_a_member_without_a_company_has_the_number_alone():
    view = examples.a_view("discount", company_name=None)

    assert [label for label, _ in shown(card_face.face(view))] == [
        "discount",
        "program",
        "number",
    ]


@pytest.mark.parametrize(
    ("view", "spoken"),
    [
        (examples.a_view("discount"), "Discount 7 %."),
        (
            examples.a_view(
                "accumulating", standing=examples.accumulating_standing(500_000_000)
            ),
            "Discount 7 %, turnover 5,000,000.00 ₽.",
        ),
        (
            examples.a_view("cashback", standing=examples.cashback_standing(100, 0)),
            "Available 1.00 ₽.",
        ),
        (
            examples.a_view("stamp", standing=examples.stamp_standing(1, rewards=1)),
            "1 stamp of 10, 1 gift ready.",
        ),
    ],
)
def test_the_spoken_text_ends_with_the_standing(view, spoken):
    description = card_face.face(view).description

    assert description.replace(formats.NO_BREAK_SPACE, " ").endswith(spoken)


@pytest.mark.parametrize("kind", ["cashback", "stamp"])
def test_a_view_without_the_standing_of_its_kind_is_refused(kind):
    with pytest.raises(ValueError, match="read it first"):
        card_face.face(examples.a_view(kind, standing=CardStanding(), news=None))


@pytest.mark.parametrize("kind", ["cashback", "stamp"])
def test_news_without_the_standing_of_its_kind_are_refused(kind):
    news = News("purchase", examples.NOON, 7, CardStanding())

    with pytest.raises(ValueError, match="read it first"):
        card_face.face(examples.a_view(kind, news=news))
