"""Claims of `on_refund: recompute` (A14): proposed, never charged, decided once."""

from __future__ import annotations

from typing import Any

import pytest

from tests import factories
from tests.services.till.till import Till, local, rub
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Conflict, Invalid, NotAllowed
from wallet_service.services.till import claims
from wallet_service.services.till.claims import ClaimView
from wallet_service.services.till.commands import Receipt

BORIS = Actor("user", "user_boris")
RULES: dict[str, Any] = {
    "tiers": factories.TIERS,
    "hold": "within",
    "grace_days": 0,
    "on_refund": "recompute",
}


def listed(till: Till, state: str | None = None) -> list[ClaimView]:
    with till.database.reading(till.brand_id) as session:
        return claims.list_claims(session, state=state, after=None, limit=50)


def decide(till: Till, claim: ClaimView, by: Actor = BORIS) -> ClaimView:
    with till.database.writing(till.brand_id) as session:
        return claims.decide(
            session, claim.id, "settled", reason="paid", actor=by, now=local(3, 6)
        )


def three(till: Till, **changes: Any) -> tuple[str, list[Receipt]]:
    card = till.card_of("accumulating", RULES | changes)
    bought = [
        till.buy(card, "800,000", local(1, 15)),
        till.buy(card, "400,000", local(2, 2)),
        till.buy(card, "2,000,000", local(2, 20)),
    ]
    return card, bought


def test_case_A14_a_claim_is_proposed_and_nothing_is_charged(till: Till) -> None:
    card, bought = three(till)
    refund = till.refund(bought[1], local(3, 5))
    assert refund.money == rub("400,000")
    (claim,) = listed(till)
    assert (claim.amount, claim.state) == (rub("100,000"), "open")
    assert (claim.card_id, claim.refund_id) == (card, refund.id)
    assert till.purchase(bought[2], local(3, 5)).figures.discount == rub("100,000")
    after = till.buy(card, "2,500,000", local(3, 10))
    assert after.figures.discount == rub("125,000")


def test_case_A13_with_keep_nothing_is_proposed(till: Till) -> None:
    _, bought = three(till, on_refund="keep")
    till.refund(bought[1], local(3, 5))
    assert listed(till) == []


def test_two_refunds_propose_it_once(till: Till) -> None:
    _, bought = three(till)
    till.refund(bought[1], local(3, 5), (1, "300,000"))
    till.refund(bought[1], local(3, 5), (1, "100,000"))
    assert [claim.amount for claim in listed(till)] == [rub("100,000")]


def test_purchases_before_and_of_the_next_period_are_left_alone(till: Till) -> None:
    card, bought = three(till)
    till.buy(card, "1,000,000", local(4, 2))
    till.buy(card, "1,000,000", local(4, 3))
    till.refund(bought[2], local(4, 4))
    assert listed(till) == []


def test_what_was_refunded_of_the_later_purchase_is_not_claimed(till: Till) -> None:
    _, bought = three(till)
    till.refund(bought[2], local(3, 4), (1, "1,500,000"))
    till.refund(bought[1], local(3, 5))
    assert [claim.amount for claim in listed(till)] == [rub("25,000")]


def test_colleagues_who_share_the_turnover_are_looked_at_too(till: Till) -> None:
    program, company = till.program("accumulating", RULES), till.company()
    first, second = (till.card(program, till.member(company)) for _ in range(2))
    bought = till.buy(first, "1,000,000", local(2, 1))
    till.buy(second, "100,000", local(2, 2))
    till.refund(bought, local(2, 3))
    assert [claim.amount for claim in listed(till)] == [rub("5,000")]


def test_a_person_decides_once(till: Till) -> None:
    _, bought = three(till)
    till.refund(bought[1], local(3, 5))
    (claim,) = listed(till, "open")
    with pytest.raises(NotAllowed) as refused:
        decide(till, claim, factories.ACTOR)
    assert refused.value.code == "person_needed"
    assert decide(till, claim).state == "settled"
    with pytest.raises(Conflict) as again:
        decide(till, claim)
    assert again.value.code == "claim_decided"
    assert listed(till, "open") == []


def test_turnover_that_waits_for_payment_cannot_be_recomputed(till: Till) -> None:
    with pytest.raises(Invalid) as refused:
        till.program("accumulating", RULES | {"turnover_base": "paid"})
    assert refused.value.errors[0].pointer == "/rules/on_refund"
