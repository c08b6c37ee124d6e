"""Cancelling: a draft is dropped, a young purchase taken back whole (R35, C17)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.services.till.till import ACTOR, Till, line, local, rub
from wallet_service.models.card import CardPass
from wallet_service.passes import back
from wallet_service.services import brands
from wallet_service.services.errors import Conflict
from wallet_service.services.wallet import card_views

NOW = local(3, 10)
SOON = NOW + timedelta(minutes=15)
LATE = SOON + timedelta(seconds=1)


def test_a_cancelled_draft_did_nothing_and_gives_its_number_back(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 1000})
    before = till.answer(card, NOW)
    draft = till.draft(card, [line(1, "60"), line(2, "40")], NOW, external_id="INV-1")
    dropped = till.cancel(draft, local(5, 1))
    assert (dropped.state, dropped.external_id) == ("cancelled", "INV-1")
    assert (dropped.figures.gross, dropped.figures.earned) == (rub("100"), 0)
    assert [one.gross for one in dropped.lines] == [rub("60"), rub("40")]
    assert till.answer(card, NOW) == before
    for step in (till.cancel, till.refund, till.pay):
        with pytest.raises(Conflict) as refused:
            step(draft, NOW)
        assert refused.value.code == "purchase_cancelled"
    with pytest.raises(Conflict) as refused:
        till.confirm_draft(draft, NOW)
    assert refused.value.code == "purchase_not_draft"
    till.buy(card, "100", NOW, external_id="INV-1")
    assert till.findings() == []


def test_reading_R35_a_cancellation_is_a_full_refund_within_the_window(
    till: Till,
) -> None:
    card = till.card_of("cashback", {"rate_bp": 1000})
    till.credit(card, "50", NOW)
    bought = till.buy(card, "100", NOW, points="20", external_id="INV-1")
    kept = till.buy(card, "100", NOW)
    till.refund(bought, NOW, (1, "40"))
    cancelled = till.cancel(bought, SOON)
    assert cancelled.state == "cancelled"
    assert cancelled.figures == bought.figures
    assert cancelled.refunded.money == bought.figures.payable
    assert cancelled.refunded.points_returned == rub("20")
    assert [one.money for one in cancelled.refunds] == [rub("32"), rub("48")]
    assert till.points(card, SOON) == (rub("60"), 0, 0)
    assert till.news(card)["event"] == "void"
    with pytest.raises(Conflict) as refused:
        till.cancel(bought, SOON)
    assert refused.value.code == "purchase_cancelled"
    with pytest.raises(Conflict) as refused:
        till.cancel(kept, LATE)
    assert refused.value.code == "undo_window_over"
    assert refused.value.extra == {"until": SOON.isoformat()}
    till.buy(card, "1", SOON, external_id="INV-1")
    assert till.findings() == []


def test_the_window_of_a_draft_begins_with_its_confirmation(till: Till) -> None:
    card = till.card_of("discount", {"rate_bp": 1000})
    draft = till.draft(card, "100", NOW)
    till.confirm_draft(draft, local(3, 20))
    assert till.cancel(draft, local(3, 20, 12, 15)).state == "cancelled"


def test_the_window_is_the_brands(till: Till) -> None:
    bought = till.buy(till.card_of("discount"), "100", NOW)
    with till.database.writing(till.brand_id) as session:
        brands.change_settings(session, {"undo_minutes": 60}, actor=ACTOR, now=NOW)
    assert till.cancel(bought, LATE).state == "cancelled"


def test_what_was_refunded_whole_cannot_be_cancelled(till: Till) -> None:
    bought = till.buy(till.card_of("discount"), "100", NOW)
    till.refund(bought, NOW)
    with pytest.raises(Conflict) as refused:
        till.cancel(bought, NOW)
    assert refused.value.code == "nothing_left"


@pytest.mark.parametrize("hold", [{"hold_days": 14}, {"hold_until": "paid"}])
def test_case_C17_pending_points_go_and_no_loss_of_spendable_ones_is_shown(
    till: Till, hold: dict[str, object]
) -> None:
    card = till.card_of("cashback", {"rate_bp": 1000, **hold})
    till.credit(card, "50", NOW)
    bought = till.buy(card, "100", NOW)
    assert till.points(card, NOW) == (rub("50"), rub("10"), 0)
    till.cancel(bought, SOON)
    assert till.points(card, SOON) == (rub("50"), 0, 0)
    assert till.news(card)["effects"] == []
    assert till.findings() == []


def test_case_C17_the_pass_tells_of_a_cancelled_purchase_in_one_line(
    till: Till,
) -> None:
    card = till.card_of("cashback", {"rate_bp": 1000, "hold_days": 14})
    till.buy(card, "50", NOW)
    bought = till.buy(card, [line(1, "60"), line(2, "40")], NOW)
    kept = till.buy(card, "30", NOW)
    till.refund(bought, NOW, (1, "20"))
    till.refund(kept, SOON, (1, "10"))
    till.cancel(bought, SOON)
    lines = operations(till, card)
    assert sorted(one.split(" · ", 1)[1] for one in lines) == [
        "purchase · 30.00 ₽ · points +3.00 ₽",
        "purchase · 50.00 ₽ · points +5.00 ₽",
        "refund · 10.00 ₽ · points \N{MINUS SIGN}1.00 ₽",
        "void · 100.00 ₽",
    ]


def operations(till: Till, card: str) -> list[str]:
    """The last operations as the back of the pass tells them."""
    with till.database.reading(till.brand_id) as session:
        of_card = select(CardPass.id).where(CardPass.card_id == card)
        view = card_views.pass_view(
            session,
            session.scalars(of_card).one(),
            base_url="https://cards.example.com",
            now=SOON,
        ).view
    told = {field.key: field.value for field in back.silent_fields(view)}
    text = str(told["operations"]).replace("\N{NO-BREAK SPACE}", " ")
    return text.splitlines()


def test_stamps_and_gifts_of_a_cancelled_purchase_go(till: Till) -> None:
    rules = {"mode": "item", "slots": 5, "reward_name": "A gift"}
    card = till.card_of("stamp", rules)
    bought = till.buy(card, [line(1, "9", quantity=7)], NOW)
    assert till.stamps(card, NOW) == (2, 1)
    till.cancel(bought, NOW)
    assert till.stamps(card, NOW) == (0, 0)
    assert till.findings() == []
