"""Purchases in two phases: a draft does nothing until it is confirmed (R35)."""

from __future__ import annotations

from typing import Any

import pytest

from tests import factories
from tests.services.till.till import Till, line, local, rub
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, Invalid

MORNING, EVENING = local(3, 10, 9), local(3, 10, 20)
EARN = {"rate_bp": 1000}
TIERED = {"tiers": factories.TIERS, "grace_days": 0, "hold": "within"}
KINDS: dict[str, dict[str, Any]] = {
    "discount": {"rate_bp": 700},
    "accumulating": TIERED,
    "cashback": EARN,
    "stamp": {"mode": "item", "slots": 3, "reward_name": "A gift"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_reading_R35_a_draft_does_nothing_until_it_is_confirmed(
    till: Till, kind: str
) -> None:
    card = till.card_of(kind, KINDS[kind])
    goods = [line(1, "70", "fuel", quantity=2), line(2, "30", sku="A")]
    before = till.answer(card, MORNING)
    draft = till.draft(card, goods, MORNING, external_id="INV-1", location_id="shop")
    assert (draft.state, till.purchase(draft, MORNING)) == ("draft", draft)
    assert till.answer(card, MORNING) == before
    assert till.entries(card, MORNING) == []
    assert till.findings() == []
    twin = till.card_of(kind, KINDS[kind])
    bought = till.buy(twin, goods, MORNING, recorded_at=EVENING)
    confirmed = till.confirm_draft(draft, EVENING)
    assert (confirmed.id, confirmed.state) == (draft.id, "confirmed")
    assert (confirmed.figures, confirmed.lines) == (bought.figures, bought.lines)
    assert confirmed.trace == bought.trace
    assert (confirmed.external_id, confirmed.location_id) == ("INV-1", "shop")
    assert confirmed.card.standing == bought.card.standing
    assert till.purchase(draft, EVENING) == confirmed
    till.refund(confirmed, EVENING)
    assert till.findings() == []


def test_a_draft_is_confirmed_once(till: Till) -> None:
    card = till.card_of("cashback", EARN)
    draft = till.draft(card, "100", MORNING)
    till.confirm_draft(draft, MORNING)
    with pytest.raises(Conflict) as refused:
        till.confirm_draft(draft, MORNING)
    assert refused.value.code == "purchase_not_draft"
    assert refused.value.extra == {"state": "confirmed"}
    assert till.points(card, MORNING) == (rub("10"), 0, 0)


def test_case_C20_a_draft_has_the_tier_of_its_own_time(till: Till) -> None:
    tiers = [{"name": "Gold", "from_turnover": rub("1,000"), "rate_bp": 500}]
    card = till.card_of("cashback", {"tiers": tiers, "rate_bp": 300})
    draft = till.draft(card, "100", local(3, 1))
    till.buy(card, "5,000", local(3, 2))
    assert till.standing(card, local(3, 10)).rate_bp == 500
    assert till.confirm_draft(draft, local(3, 10)).figures.earned == rub("3")
    assert till.preview(card, "100", local(3, 10)).figures.earned == rub("5")


def test_reading_R35_caps_and_balance_are_those_of_the_confirmation(
    till: Till,
) -> None:
    card = till.card_of("cashback", EARN | {"monthly_cap": rub("20")})
    draft = till.draft(card, "100", local(3, 1), points="5")
    assert draft.figures.points_spent == 0
    assert draft.trace[-1].reason == "too_many_points"
    with pytest.raises(Invalid) as refused:
        till.confirm_draft(draft, local(3, 1))
    assert refused.value.extra["maximum"] == 0
    till.credit(card, "5", local(3, 1))
    till.buy(card, "100", local(3, 2))
    confirmed = till.confirm_draft(draft, local(3, 3))
    assert confirmed.figures.points_spent == rub("5")
    assert confirmed.figures.earned == rub("5")
    assert till.findings() == []


def test_reading_R16_points_of_after_the_draft_do_not_pay_for_it(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 0})
    draft = till.draft(card, "100", local(3, 1), points="5")
    till.credit(card, "5", local(3, 2))
    with pytest.raises(Invalid) as refused:
        till.confirm_draft(draft, local(3, 3))
    assert refused.value.extra["maximum"] == 0


def test_points_on_a_card_without_points_are_refused_at_once(till: Till) -> None:
    card = till.card_of("discount", {"rate_bp": 700})
    with pytest.raises(Invalid, match="no points"):
        till.draft(card, "100", MORNING, points="5")


def test_reading_R1_a_confirmation_may_name_the_revision_that_it_saw(
    till: Till,
) -> None:
    card = till.card_of("accumulating", TIERED)
    till.buy(card, "900,000", local(3, 1))
    drafts = [till.draft(card, "1,000", local(3, 10)) for _ in range(2)]
    seen = drafts[0].card.revision
    assert till.confirm_draft(drafts[0], local(3, 10), seen).state == "confirmed"
    till.buy(card, "100,000", local(3, 9))
    with pytest.raises(Conflict) as refused:
        # long after, when a new purchase could not be dated so far back
        till.confirm_draft(drafts[1], local(7, 10), seen)
    assert refused.value.code == "card_changed"
    fresh = refused.value.extra["preview"]
    assert fresh.figures.discount == rub("50")
    assert till.purchase(drafts[1], local(7, 10)).state == "draft"
    done = till.confirm_draft(drafts[1], local(7, 10), fresh.card.revision)
    assert done.figures == fresh.figures


def test_reading_R29_a_frozen_card_confirms_nothing(till: Till) -> None:
    card = till.card_of("cashback", EARN)
    draft = till.draft(card, "100", MORNING)
    till.freeze(card, MORNING)
    with pytest.raises(Conflict) as refused:
        till.confirm_draft(draft, MORNING)
    assert refused.value.code == "card_not_active"
    till.unfreeze(card, EVENING)
    assert till.confirm_draft(draft, EVENING).state == "confirmed"


def test_a_draft_takes_its_external_number(till: Till) -> None:
    card = till.card_of("discount")
    draft = till.draft(card, "100", MORNING, external_id="INV-1")
    for again in (till.draft, till.buy):
        with pytest.raises(Conflict) as refused:
            again(card, "100", MORNING, external_id="INV-1")
        assert refused.value.code == "external_id_used"
        assert refused.value.extra == {"purchase_id": draft.id}
    till.buy(card, "1", MORNING, external_id="INV-1", actor=Actor("api_key", "key_b"))


def test_a_draft_is_neither_refunded_nor_paid(till: Till) -> None:
    draft = till.draft(till.card_of("discount"), "100", MORNING)
    for step in (till.refund, till.pay):
        with pytest.raises(Conflict) as refused:
            step(draft, MORNING)
        assert refused.value.code == "purchase_not_confirmed"


def test_drafts_change_neither_the_day_of_stamps_nor_who_changed_the_card(
    till: Till,
) -> None:
    rules = {"mode": "item", "slots": 10, "maximum_per_day": 3}
    card = till.card_of("stamp", rules | {"reward_name": "A gift"})
    draft = till.draft(card, [line(1, "9", quantity=2)], MORNING)
    bought = till.buy(card, [line(1, "9", quantity=2)], MORNING)
    assert bought.figures.stamps_added == 2
    assert till.confirm_draft(draft, EVENING).figures.stamps_added == 1
    assert till.stamps(card, EVENING) == (3, 0)
