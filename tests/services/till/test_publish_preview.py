"""What a version would do, told before it is published (S13, A18)."""

from __future__ import annotations

from typing import Any

import pytest

from tests import factories
from tests.services.till.test_conversion import EIGHT, convert, shown
from tests.services.till.test_expiry_of_stamps import TEN, items
from tests.services.till.test_tiers_by_time import HELD, thresholds
from tests.services.till.till import ACTOR, Till, local, rub
from wallet_service.ledger.outlook import PendingPoints
from wallet_service.services.errors import Conflict
from wallet_service.services.programs import programs, publish_preview
from wallet_service.services.programs.publish_preview import PublishPreview
from wallet_service.services.programs.version_effects import (
    Conversion,
    StampEffect,
    TierEffect,
)


def change(till: Till, program: str, **changes: Any) -> None:
    with till.database.writing(till.brand_id) as session:
        programs.change_program(
            session,
            program,
            programs.ProgramChange(**changes),
            templates=factories.TEMPLATES,
            actor=ACTOR,
            now=local(3, 2),
        )


def preview(till: Till, program: str, at: Any = None) -> PublishPreview:
    with till.database.reading(till.brand_id) as session:
        return publish_preview.preview_publishing(
            session, program, effective_at=at, now=local(3, 2)
        )


def test_case_S13_both_choices_are_told_and_come_true(till: Till) -> None:
    program = till.program("stamp", TEN)
    cards = [till.card(program) for _ in range(4)]
    for card, stamps in zip(cards, (9, 16, 3), strict=False):
        items(till, card, stamps, local(3, 1))
    rules = EIGHT | {"slots": 5, "milestones": [{"at": 3, "reward_name": "Tea"}]}
    change(till, program, rules=rules)
    told = preview(till, program)
    assert (told.version, told.cards, told.refusal) == (2, 4, None)
    # 9: a milestone, a card and a milestone; 6: a milestone and a card; 3: a milestone
    expected = StampEffect(3, Conversion(3, 0), Conversion(3, 6))
    assert told.stamp_cards == expected
    before = sum(shown(till, card, local(3, 2))[2] or 0 for card in cards)
    convert(till, program, rules, local(3, 2))
    after = sum(shown(till, card, local(3, 2))[2] or 0 for card in cards)
    assert after - before == expected.convert.rewards


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        (("500,000", "900,000", "5,000,000"), TierEffect(2, 2, 3, 0, 0)),
        (("2,000,000", "4,000,000", "6,000,000"), TierEffect(2, 2, 0, 0, 1)),
    ],
)
def test_case_A18_tiers_up_at_once_and_down_at_the_periods_end(
    till: Till, amounts: tuple[str, ...], expected: TierEffect
) -> None:
    program = till.program("accumulating", HELD)
    company = till.company()
    colleagues = [till.card(program, till.member(company)) for _ in range(2)]
    alone = till.card(program)
    till.buy(colleagues[0], "600,000", local(2, 10))
    till.buy(alone, "1,200,000", local(2, 10))
    change(till, program, rules=HELD | {"tiers": thresholds(*amounts)})
    told = preview(till, program)
    assert told.tiers == expected
    assert told.stamp_cards is None


def test_pending_points_stay_as_they_were_earned(till: Till) -> None:
    program = till.program("cashback", {"rate_bp": 500, "hold_days": 14})
    card = till.card(program)
    till.buy(card, "1,000", local(2, 1))
    till.buy(card, "1,000", local(3, 1))
    till.buy(card, "500", local(3, 1))
    change(till, program, rules={"rate_bp": 500, "hold_days": 1})
    assert preview(till, program).pending_points == PendingPoints(rub("75"), 2, 1)
    assert preview(till, program, local(4, 1)).pending_points == PendingPoints(0, 0, 0)


def test_what_could_not_be_published_is_told_with_the_reason(till: Till) -> None:
    program = till.program("cashback")
    with pytest.raises(Conflict) as refused:
        preview(till, program)
    assert refused.value.code == "nothing_to_publish"
    change(till, program, rules={"rate_bp": 2000}, policy={"ceiling_bp": 1000})
    told = preview(till, program)
    assert told.refusal is not None
    assert told.refusal.code == "worst_case_above_ceiling"
    assert told.worst_case[0]["exceeds"]
