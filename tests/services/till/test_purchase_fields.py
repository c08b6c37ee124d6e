"""What a purchase must be to be recorded: its card, number, currency and time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.services.till.till import Till, line, local, rub
from wallet_service.cards.outcome import RefundLine
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, Invalid, NotFound, ServiceError
from wallet_service.services.membership import card_issuing, card_states
from wallet_service.services.till import purchases
from wallet_service.services.till.commands import PurchaseCommand

STAFF = Actor("user", "user_anna", backdating_days=3)
NOW = local(6, 10)


def _refusal(till: Till, card: str, **fields: Any) -> ServiceError:
    at = fields.pop("at", NOW)
    with pytest.raises(ServiceError) as refused:
        till.buy(card, "100", at, **fields)
    return refused.value


def test_an_external_number_is_unique_per_source(till: Till) -> None:
    card = till.card_of("discount")
    first = till.buy(card, "100", NOW, external_id="INV-1")
    refused = _refusal(till, card, external_id="INV-1")
    assert isinstance(refused, Conflict)
    assert refused.code == "external_id_used"
    assert refused.extra == {"purchase_id": first.id}
    other_card = till.card_of("discount")
    assert _refusal(till, other_card, external_id="INV-1").code == "external_id_used"
    till.buy(card, "100", NOW, external_id="INV-1", actor=STAFF)
    till.buy(card, "100", NOW, external_id="INV-2")


def test_a_currency_is_that_of_the_program(till: Till) -> None:
    card = till.card_of("discount")
    till.buy(card, "100", NOW, currency="RUB")
    refused = _refusal(till, card, currency="EUR")
    assert isinstance(refused, Invalid)
    assert (refused.code, refused.errors[0].pointer) == ("wrong_currency", "/currency")


@pytest.mark.parametrize("kind", ["discount", "accumulating", "stamp"])
def test_a_card_without_points_takes_none(till: Till, kind: str) -> None:
    refused = _refusal(till, till.card_of(kind), points="1")
    assert refused.code == "too_many_points"
    assert refused.extra["maximum"] == 0


def test_a_purchase_needs_an_amount(till: Till) -> None:
    with pytest.raises(Invalid):
        till.buy(till.card_of("discount"), "0", NOW)


@pytest.mark.parametrize(
    ("actor", "days"), [(None, 92), (STAFF, 3)], ids=["integration", "staff"]
)
def test_statement_R30_how_far_back(till: Till, actor: Actor | None, days: int) -> None:
    card = till.card_of("discount")
    by = {"actor": actor} if actor else {}
    first_day = local(6, 10, 0, 0) - timedelta(days=days)
    till.buy(card, "100", first_day, recorded_at=NOW, **by)
    earlier = first_day - timedelta(seconds=1)
    refused = _refusal(till, card, at=earlier, recorded_at=NOW, **by)
    assert refused.code == "occurred_too_early"
    assert refused.errors[0].pointer == "/occurred_at"


def test_statement_R30_a_clock_a_little_ahead_counts_as_now(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 1000})
    ahead = NOW + timedelta(minutes=5)
    bought = till.buy(card, "100", ahead, recorded_at=NOW)
    assert bought.occurred_at == NOW
    assert till.points(card, NOW) == (rub("10"), 0, 0)
    too_far = ahead + timedelta(seconds=1)
    refused = _refusal(till, card, at=too_far, recorded_at=NOW)
    assert (refused.status, refused.code) == (422, "occurred_in_future")


@pytest.mark.parametrize("end", ["freeze", "close"])
def test_statement_R29_a_card_out_of_use_sells_nothing_and_takes_refunds(
    till: Till, end: str
) -> None:
    card = till.card_of("cashback", {"rate_bp": 1000})
    till.credit(card, "50", local(6, 1))
    bought = till.buy(card, "100", local(6, 9), points="30")
    with till.database.writing(till.brand_id) as session:
        stop = card_states.freeze if end == "freeze" else card_states.close
        stop(session, card, reason="lost", actor=STAFF, now=NOW)
    assert _refusal(till, card).code == "card_not_active"
    with pytest.raises(Conflict, match="The card is"):
        till.preview(card, "100", NOW)
    back = till.refund(bought, NOW)
    assert (back.money, back.points_returned) == (rub("70"), rub("30"))
    assert till.points(card, NOW) == (rub("50"), 0, 0)


def test_the_code_of_the_live_pass_stands_for_the_card(till: Till) -> None:
    card = till.card_of("discount")
    code = till.answer(card, NOW).code
    command = PurchaseCommand(NOW, (line(1, "100"),), card_code=code)
    with till.database.writing(till.brand_id) as session:
        bought = purchases.record_purchase(session, command, STAFF, NOW)
        assert bought.card.id == card
        card_issuing.reissue(session, card, reason="lost", actor=STAFF, now=NOW)
    with (
        pytest.raises(NotFound),
        till.database.writing(till.brand_id) as session,
    ):
        purchases.record_purchase(session, command, STAFF, NOW)


def test_a_card_of_another_brand_is_not_found(till: Till) -> None:
    foreign = Till(till.database, till.vault, "Other")
    card = foreign.card_of("discount")
    bought = foreign.buy(card, "100", NOW)
    for action in (
        lambda: till.buy(card, "100", NOW),
        lambda: till.preview(card, "100", NOW),
        lambda: till.answer(card, NOW),
        lambda: till.refund(bought, NOW),
        lambda: till.purchase(bought, NOW),
    ):
        with pytest.raises(NotFound):
            action()


def test_a_refund_names_the_line_at_fault(till: Till) -> None:
    card = till.card_of("discount")
    bought = till.buy(card, [line(1, "100", quantity=2), line(2, "50")], NOW)
    with pytest.raises(Invalid) as too_much:
        till.refund(bought, NOW, (1, "100"), (2, "50.01"))
    assert too_much.value.code == "refund_exceeds_line"
    assert too_much.value.errors[0].pointer == "/lines/1/amount"
    assert too_much.value.extra["left"] == rub("50")
    with pytest.raises(Invalid) as unknown:
        till.refund(bought, NOW, (3, "1"))
    assert unknown.value.errors[0].pointer == "/lines/0/line"
    with pytest.raises(Invalid) as too_many:
        till.refund_lines(bought, NOW, RefundLine(1, rub("10"), 3))
    assert too_many.value.errors[0].pointer == "/lines/0/quantity"
    till.refund(bought, NOW)
    with pytest.raises(Conflict) as nothing:
        till.refund(bought, NOW)
    assert nothing.value.code == "nothing_left"
    assert till.findings() == []
