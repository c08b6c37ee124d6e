"""Adjustments (M8) and payouts (C19): by one person, by two, by none."""

from __future__ import annotations

import functools
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import factories
from tests.services.till.test_races import at_once
from tests.services.till.till import Till, local, rub
from wallet_service.cards.standing import ExpiringPoints
from wallet_service.models.audit import AuditEvent
from wallet_service.services.actors import Actor
from wallet_service.services.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    TooMany,
)
from wallet_service.services.till import (
    adjustment_limits,
    adjustments,
    explanations,
)

ANNA, BORIS = Actor("user", "user_anna"), Actor("user", "user_boris")
SYSTEM = Actor("api_key", "akey_crm")
LIMITED = {"policy": {"adjustment_limit": rub("50,000")}}
PAYING = {"policy": {"payouts": True}}
NOON = local(3, 10)


def cashback(till: Till, **fields: Any) -> str:
    return till.card_of("cashback", {"rate_bp": 0}, **fields)


def test_case_M8_a_large_adjustment_waits_for_a_second_person(till: Till) -> None:
    card = cashback(till, **LIMITED)
    asked = till.adjust(card, "points", rub("60,000"), NOON, ANNA)
    assert asked.row.state == "waiting"
    assert till.points(card, NOON) == (0, 0, 0)
    with pytest.raises(NotAllowed) as refused:
        till.agree(asked, NOON, ANNA)
    assert refused.value.code == "own_approval"
    done = till.agree(asked, NOON, BORIS)
    assert (done.row.state, done.row.decided_by) == ("done", "user:user_boris")
    assert till.points(card, NOON) == (rub("60,000"), 0, 0)


def test_case_M8_up_to_the_limit_one_person_is_enough(till: Till) -> None:
    card = cashback(till, **LIMITED)
    done = till.adjust(card, "points", rub("50,000"), NOON, ANNA)
    assert done.row.state == "done"
    assert till.points(card, NOON) == (rub("50,000"), 0, 0)
    assert till.adjust(card, "points", -rub("50,000.01"), NOON).row.state == "waiting"


def test_an_api_key_is_no_second_person(till: Till) -> None:
    asked = till.adjust(cashback(till, **LIMITED), "points", rub("60,000"), NOON)
    with pytest.raises(NotAllowed) as refused:
        till.agree(asked, NOON, SYSTEM)
    assert refused.value.code == "person_needed"


def test_a_decision_is_made_once(till: Till) -> None:
    card = cashback(till, **LIMITED)
    asked = till.adjust(card, "points", rub("60,000"), NOON, ANNA)
    till.agree(asked, NOON, BORIS)
    for again in (till.agree, till.disagree):
        with pytest.raises(Conflict) as refused:
            again(asked, NOON, BORIS)
        assert refused.value.code == "adjustment_decided"
    assert till.points(card, NOON) == (rub("60,000"), 0, 0)


def test_t6_two_approvals_at_the_same_moment_have_one_effect(till: Till) -> None:
    card = cashback(till, **LIMITED)
    asked = till.adjust(card, "points", rub("60,000"), NOON, ANNA)
    agree = functools.partial(till.agree, asked, NOON, BORIS)
    told = [getattr(one, "code", "done") for one in at_once([agree] * 4)]
    assert sorted(told) == ["adjustment_decided"] * 3 + ["done"]
    assert till.points(card, NOON) == (rub("60,000"), 0, 0)


def test_t6_one_person_corrects_twenty_times_a_day(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adjustment_limits, "A_DAY", 2)
    card = cashback(till, **LIMITED)
    for amount in ("1", "60,000"):
        till.adjust(card, "points", rub(amount), NOON, ANNA)
    with pytest.raises(TooMany) as refused:
        till.adjust(card, "points", rub("1"), NOON, ANNA)
    assert (refused.value.code, refused.value.retry_after) == (
        "adjustments_often",
        24 * 3600,
    )
    till.adjust(card, "points", rub("1"), NOON, BORIS)
    till.adjust(card, "points", rub("1"), NOON + timedelta(days=1), ANNA)
    assert till.points(card, NOON) == (rub("3"), 0, 0)


def test_what_is_rejected_is_never_posted(till: Till) -> None:
    card = cashback(till, **LIMITED)
    asked = till.adjust(card, "points", rub("60,000"), NOON, ANNA)
    dropped = till.disagree(asked, NOON, ANNA)
    assert (dropped.row.state, dropped.row.decision_reason) == ("rejected", "no")
    with pytest.raises(Conflict):
        till.agree(asked, NOON, BORIS)
    assert till.entries(card, NOON) == []


def test_added_points_are_available_at_once_and_last_as_the_programs_do(
    till: Till,
) -> None:
    rules = {"rate_bp": 0, "hold_days": 14, "expiry": {"days": 30}}
    card = till.card_of("cashback", rules)
    till.adjust(card, "points", rub("10"), NOON)
    shown = till.standing(card, NOON).cashback
    assert shown is not None
    assert shown.available == rub("10")
    assert shown.expires_next == ExpiringPoints(rub("10"), local(4, 8).date())
    assert till.points(card, local(4, 9, 0)) == (0, 0, 0)


def test_reading_R12_points_are_taken_in_spending_order_then_become_debt(
    till: Till,
) -> None:
    card = cashback(till)
    last = till.credit(card, "500", NOON, expires_at=local(6, 30))
    first = till.credit(card, "300", NOON, expires_at=local(5, 31))
    till.adjust(card, "points", -rub("400"), NOON)
    assert till.lots_left(first, last) == [0, rub("400")]
    till.adjust(card, "points", -rub("500"), NOON)
    assert till.points(card, NOON) == (0, 0, rub("100"))
    till.adjust(card, "points", rub("250"), NOON)
    assert till.points(card, NOON) == (rub("150"), 0, 0)


def test_turnover_moves_the_tier_for_the_whole_day(till: Till) -> None:
    rules = {"tiers": factories.TIERS, "hold": "within"}
    card = till.card_of("accumulating", rules)
    till.adjust(card, "turnover", rub("1,000,000"), NOON)
    assert till.standing(card, NOON).tier == "Silver"
    morning = till.buy(card, "1,000", local(3, 10, 8), recorded_at=local(3, 10, 13))
    assert morning.lines[0].rate_bp == 500
    till.adjust(card, "turnover", -rub("1,000,000"), local(3, 11))
    assert till.standing(card, local(3, 11)).tier is None
    with pytest.raises(Invalid) as refused:
        till.adjust(card, "turnover", -rub("1,000,000"), local(3, 11))
    assert refused.value.errors[0].pointer == "/amount"


def test_stamps_bring_rewards_and_take_them_back(till: Till) -> None:
    card = till.card_of("stamp")
    till.adjust(card, "stamps", 12, NOON)
    assert till.stamps(card, NOON) == (2, 1)
    till.adjust(card, "stamps", -3, NOON)
    assert till.stamps(card, NOON) == (9, 0)
    kinds = [entry.kind for entry in till.entries(card, NOON)]
    assert kinds.count("adjust") == 2


@pytest.mark.parametrize(
    ("kind", "unit"),
    [("cashback", "stamps"), ("stamp", "points"), ("discount", "turnover")],
)
def test_a_card_is_adjusted_in_its_own_units(till: Till, kind: str, unit: str) -> None:
    card = till.card_of(kind)
    with pytest.raises(Invalid) as refused:
        till.adjust(card, unit, 1, NOON)
    assert refused.value.code == "unit_unknown"


def test_a_frozen_card_can_be_corrected(till: Till) -> None:
    card = cashback(till)
    till.freeze(card, NOON)
    till.adjust(card, "points", rub("10"), NOON)
    assert till.points(card, NOON) == (rub("10"), 0, 0)


def test_a_correction_is_explained_told_and_written_down(till: Till) -> None:
    card = cashback(till)
    till.adjust(card, "points", rub("10"), NOON)
    entry = till.entries(card, NOON)[-1]
    said = explanations.explain(entry, "RUB")
    assert said["en"].startswith("Corrected by hand: +10.00")
    assert said["ru"].startswith("Исправлено вручную: +10,00")
    news = till.news(card)
    assert news["event"] == "adjustment"
    assert news["effects"] == [{"unit": "points", "amount": rub("10")}]
    with till.database.reading(till.brand_id) as session:
        chosen = select(AuditEvent).where(AuditEvent.action == "card.adjust")
        written = session.scalars(chosen).one()
    assert (written.object_id, written.reason) == (card, "as agreed")
    assert till.findings() == []


def test_a_preview_from_before_a_correction_is_stale(till: Till) -> None:
    card = till.card_of("stamp")
    shown = till.preview(card, "1,000", NOON)
    till.adjust(card, "stamps", 9, NOON)
    with pytest.raises(Conflict) as refused:
        till.buy(card, "1,000", NOON, revision=shown.card.revision)
    assert refused.value.code == "card_changed"


def test_case_C19_a_payout_is_off_by_default(till: Till) -> None:
    card = cashback(till)
    till.credit(card, "9,000", NOON)
    with pytest.raises(Invalid) as refused:
        till.pay_out(card, rub("5,000"), NOON)
    assert refused.value.code == "payouts_off"


def test_case_C19_a_payout_needs_approval_and_reduces_lots_in_spending_order(
    till: Till,
) -> None:
    card = cashback(till, **PAYING)
    forever = till.credit(card, "8,000", NOON)
    soon = till.credit(card, "1,000", NOON, expires_at=local(5, 31))
    asked = till.pay_out(card, rub("5,000"), NOON, ANNA)
    assert asked.row.state == "waiting"
    assert till.points(card, NOON) == (rub("9,000"), 0, 0)
    with pytest.raises(NotAllowed):
        till.agree(asked, NOON, ANNA)
    till.agree(asked, NOON, BORIS)
    assert till.lots_left(soon, forever) == [0, rub("4,000")]
    entry = till.entries(card, NOON)[-1]
    assert (entry.kind, entry.amount) == ("payout", -rub("5,000"))
    assert till.findings() == []


def test_case_C19_more_than_there_is_is_refused_when_asked_and_when_approved(
    till: Till,
) -> None:
    card = cashback(till, **PAYING)
    till.credit(card, "1,000", NOON)
    with pytest.raises(Invalid) as refused:
        till.pay_out(card, rub("1,000.01"), NOON)
    assert refused.value.extra["maximum"] == rub("1,000")
    asked = till.pay_out(card, rub("1,000"), NOON, ANNA)
    till.adjust(card, "points", -1, NOON)
    with pytest.raises(Invalid) as refused:
        till.agree(asked, NOON, BORIS)
    assert refused.value.extra["maximum"] == rub("999.99")
    till.freeze(card, NOON)
    with pytest.raises(Conflict, match="frozen"):
        till.agree(asked, NOON, BORIS)


def test_an_unknown_adjustment_is_not_found(till: Till) -> None:
    with till.database.writing(till.brand_id) as session, pytest.raises(NotFound):
        adjustments.approve(session, "adjt_unknown", actor=BORIS, now=NOON)
