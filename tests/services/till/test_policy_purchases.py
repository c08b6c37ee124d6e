"""Commercial policies through the services: ceilings, the margin floor, versions."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import TEMPLATES, TIERS
from tests.services.till.till import ACTOR, Till, line, local, rub
from wallet_service.services.errors import Conflict, Invalid
from wallet_service.services.programs import programs, publishing
from wallet_service.services.programs.programs import ProgramChange

GENEROUS = {"discount_bp": 1000, "rate_bp": 500}
TRIMMED = {"ceiling_bp": 1200, "trim_at_purchase": True}


def test_case_M1_the_ceiling_trims_the_earning(till: Till) -> None:
    card = till.card_of("cashback", GENEROUS, policy=TRIMMED)
    bought = till.buy(card, "1,000,000", local(3, 10))
    assert bought.figures.discount == rub("100,000")
    assert bought.figures.earned == rub("20,000")
    assert "policy_ceiling" in [step.reason for step in bought.trace]
    assert till.points(card, local(3, 10)) == (rub("20,000"), 0, 0)
    back = till.refund(bought, local(3, 11), (1, "500,000"))
    assert back.earning_reversed == rub("10,000")
    assert till.refund(bought, local(3, 12)).earning_reversed == rub("10,000")
    assert till.points(card, local(3, 12)) == (0, 0, 0)
    assert till.findings() == []


def test_case_M2_the_margin_floor_limits_points(till: Till) -> None:
    rules = {"discount_bp": 1000, "share_cap_bp": 3000}
    card = till.card_of("cashback", rules, policy={"margin_floor_bp": 300})
    till.credit(card, "500,000", local(3, 1))
    goods = [line(1, "1,000,000", cost=rub("850,000"))]
    with pytest.raises(Invalid) as refused:
        till.buy(card, goods, local(3, 10), points="24,500.01")
    assert refused.value.extra["maximum"] == rub("24,500")
    bought = till.buy(card, goods, local(3, 10), points="24,500")
    assert bought.figures.payable == rub("875,500")


def test_case_M3_only_a_ticked_program_above_its_ceiling_goes_live(till: Till) -> None:
    with pytest.raises(Conflict) as refused:
        till.program("cashback", GENEROUS, policy={"ceiling_bp": 1200})
    assert refused.value.code == "worst_case_above_ceiling"
    [row] = refused.value.extra["worst_case"]
    assert row["total_bp"] == 1450
    till.program("cashback", GENEROUS, policy={"ceiling_bp": 1450})
    till.program("cashback", GENEROUS, policy=TRIMMED)


def test_case_M3_the_fault_names_the_ceiling_of_the_category(till: Till) -> None:
    policy = {"ceiling_bp": 800, "category_ceilings_bp": {"pipes/steel": 600}}
    with pytest.raises(Conflict) as refused:
        till.program("discount", {"rate_bp": 700}, policy=policy)
    pointers = [fault.pointer for fault in refused.value.errors]
    assert pointers == ["/policy/category_ceilings_bp/pipes~1steel"]


def test_case_M5_a_category_ceiling_limits_its_lines_alone(till: Till) -> None:
    policy = {"category_ceilings_bp": {"equipment": 600}, "trim_at_purchase": True}
    card = till.card_of("accumulating", {"tiers": TIERS}, policy=policy)
    till.buy(card, "5,000,000", local(2, 1))
    lines = [line(1, "1,000", "equipment"), line(2, "1,000")]
    bought = till.buy(card, lines, local(3, 10))
    assert [one.discount for one in bought.lines] == [rub("60"), rub("100")]


def test_a_new_policy_waits_in_a_draft_and_leaves_old_purchases(till: Till) -> None:
    program = till.program("cashback", GENEROUS)
    card = till.card(program)
    before = till.buy(card, "1,000", local(3, 1))
    _change(till, program, policy=TRIMMED)
    assert till.buy(card, "1,000", local(3, 2)).figures.earned == rub("45")
    with till.database.writing(till.brand_id) as session:
        publishing.publish_program(
            session, program, effective_at=None, actor=ACTOR, now=local(3, 3)
        )
    assert till.buy(card, "1,000", local(3, 4)).figures.earned == rub("20")
    back = till.refund(before, local(3, 5), (1, "500"))
    assert back.earning_reversed == rub("22.50")


def test_a_policy_with_faults_is_refused_by_its_field(till: Till) -> None:
    program = till.program("cashback", GENEROUS)
    with pytest.raises(Invalid) as refused:
        _change(till, program, policy={"ceiling_bp": -1})
    assert [one.pointer for one in refused.value.errors] == ["/policy/ceiling_bp"]


def _change(till: Till, program: str, **fields: Any) -> None:
    with till.database.writing(till.brand_id) as session:
        programs.change_program(
            session,
            program,
            ProgramChange(**fields),
            templates=TEMPLATES,
            actor=ACTOR,
            now=local(3, 1),
        )
