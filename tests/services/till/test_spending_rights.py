"""C18: the company earns, and the role of a person decides who spends."""

from __future__ import annotations

from typing import Any

import pytest

from tests import factories
from tests.services.till.till import ACTOR, Till, local, rub
from wallet_service.services import brands
from wallet_service.services.actors import Actor
from wallet_service.services.errors import Invalid

NOW = local(3, 10)
ANNA = Actor("user", "user_anna")
KEY = Actor("api_key", "key_till")


def a_card(till: Till, program: str, company: str | None, role: str | None) -> str:
    with till.database.writing(till.brand_id) as session:
        member = factories.a_member(
            session, till.keyring, company_id=company, role=role
        )
    return till.card(program, member)


def spend(till: Till, card: str, actor: Actor) -> Any:
    return till.buy(card, "100", NOW, points="1", actor=actor)


def test_case_C18_a_companys_points_need_the_right_to_spend_them(till: Till) -> None:
    program, company = till.program("cashback", {"rate_bp": 1000}), till.company()
    buyer = a_card(till, program, company, "buyer")
    owner = a_card(till, program, company, "owner")
    till.buy(buyer, "1,000", NOW, actor=ANNA)
    assert till.points(buyer, NOW) == till.points(owner, NOW) == (rub("100"), 0, 0)
    draft = till.draft(buyer, "100", NOW, points="1")
    for refused_by in (
        lambda: spend(till, buyer, ANNA),
        lambda: till.preview(buyer, "100", NOW, points="1", actor=ANNA),
        lambda: till.confirm_draft(draft, NOW, actor=ANNA),
    ):
        with pytest.raises(Invalid) as refused:
            refused_by()
        assert (refused.value.code, refused.value.extra["maximum"]) == (
            "too_many_points",
            0,
        )
    assert spend(till, buyer, KEY).figures.points_spent == rub("1")
    assert spend(till, owner, ANNA).figures.points_spent == rub("1")
    with till.database.writing(till.brand_id) as session:
        given = {"spending_roles": ["buyer"]}
        brands.change_settings(session, given, actor=ACTOR, now=NOW)
    assert spend(till, buyer, ANNA).figures.points_spent == rub("1")
    with pytest.raises(Invalid, match="these may: buyer"):
        spend(till, owner, ANNA)


@pytest.mark.parametrize("beneficiary", ["member", "company"])
def test_reading_R19_ones_own_points_need_no_role(till: Till, beneficiary: str) -> None:
    program = till.program("cashback", {"rate_bp": 1000}, beneficiary=beneficiary)
    card = a_card(till, program, None, None)
    till.buy(card, "1,000", NOW, actor=ANNA)
    assert spend(till, card, ANNA).figures.points_spent == rub("1")
