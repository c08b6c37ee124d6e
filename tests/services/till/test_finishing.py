"""A stamp card in hand is finished as it was begun: its slots, gifts and days (S13)."""

from __future__ import annotations

from typing import Any

from tests.services.till.test_conversion import BEGINS, shown
from tests.services.till.test_expiry_of_stamps import TEN, items
from tests.services.till.test_tiers_by_time import publish
from tests.services.till.till import Till, local

SHORT = TEN | {"expiry_days": 5, "expiry_from": "last_stamp"}


def finish(till: Till, program: str, rules: dict[str, Any]) -> None:
    publish(till, program, local(3, 2), BEGINS, **rules)


def test_case_S13_the_days_are_those_that_the_card_was_begun_with(till: Till) -> None:
    program = till.program("stamp", SHORT)
    card = till.card(program)
    items(till, card, 3, local(3, 1))
    finish(till, program, TEN | {"expiry_days": 50, "expiry_from": "first_stamp"})
    items(till, card, 1, local(3, 4))
    assert shown(till, card, local(3, 8, 23, 59)) == (4, 10, 0)
    assert shown(till, card, local(3, 9, 0)) == (0, 10, 0)
    items(till, card, 1, local(3, 9))
    assert shown(till, card, local(4, 27, 23, 59)) == (1, 10, 0)
    assert shown(till, card, local(4, 28, 0)) == (0, 10, 0)
    assert till.findings() == []


def test_case_S13_a_card_that_lasts_for_ever_goes_on_doing_so(till: Till) -> None:
    program = till.program("stamp", TEN)
    card = till.card(program)
    items(till, card, 9, local(3, 1))
    finish(till, program, SHORT)
    assert shown(till, card, local(5, 1)) == (9, 10, 0)
    items(till, card, 3, local(5, 1))
    assert shown(till, card, local(5, 5, 23, 59)) == (2, 10, 1)
    assert shown(till, card, local(5, 6, 0)) == (0, 10, 1)


def test_case_S13_gifts_last_as_long_as_their_card_promised(till: Till) -> None:
    program = till.program("stamp", TEN | {"reward_expiry_days": 9})
    card = till.card(program)
    items(till, card, 9, local(3, 1))
    finish(till, program, TEN | {"slots": 2})
    assert items(till, card, 3, local(3, 4)).figures.rewards_issued == 2
    newest, oldest = till.rewards(card, local(3, 4))
    assert {newest.expires_at, oldest.expires_at} == {None, local(3, 13, 0)}
    assert shown(till, card, local(3, 13, 0)) == (0, 2, 1)


def test_case_S9_the_reward_of_a_card_of_other_slots_is_cancelled(till: Till) -> None:
    """Its last place is a milestone of the version that the refund goes by."""
    program = till.program("stamp", TEN | {"slots": 5})
    card = till.card(program)
    items(till, card, 4, local(3, 1))
    tea = {"at": 5, "reward_name": "Tea"}
    finish(till, program, TEN | {"milestones": [tea]})
    fifth = items(till, card, 1, local(3, 4))
    assert shown(till, card, local(3, 4)) == (0, 10, 1)
    assert till.refund(fifth, local(3, 4)).rewards_cancelled == 1
    assert shown(till, card, local(3, 4)) == (4, 5, 0)
    assert till.findings() == []


def test_case_S13_a_late_purchase_begins_a_card_of_today(till: Till) -> None:
    program = till.program("stamp", TEN)
    card = till.card(program)
    finish(till, program, TEN | {"slots": 8})
    items(till, card, 3, local(3, 2), recorded_at=local(3, 5))
    assert shown(till, card, local(3, 5)) == (3, 8, 0)
    assert items(till, card, 5, local(3, 6)).figures.rewards_issued == 1
    assert till.findings() == []


def test_case_S13_a_version_replaced_as_it_begins_converts_nothing(till: Till) -> None:
    program = till.program("stamp", TEN)
    card = till.card(program)
    items(till, card, 9, local(3, 1))
    publish(till, program, local(3, 2), BEGINS, "convert", **(TEN | {"slots": 4}))
    finish(till, program, TEN | {"slots": 8})
    assert shown(till, card, local(3, 4)) == (9, 10, 0)
    assert till.run_due(local(3, 4)) == 0
    assert items(till, card, 2, local(3, 4)).figures.rewards_issued == 1
    assert shown(till, card, local(3, 4)) == (1, 8, 1)
    assert till.findings() == []


def test_case_A18_a_version_replaced_as_it_begins_gives_no_tier(till: Till) -> None:
    tiers = [{"name": "Gold", "from_turnover": 100_000, "rate_bp": 500}]
    rules = {"tiers": tiers, "period": "year"}
    program = till.program("accumulating", rules)
    card = till.card(program)
    gold_for_all = [{"name": "Gold", "from_turnover": 0, "rate_bp": 500}]
    finish(till, program, rules | {"tiers": gold_for_all})
    finish(till, program, rules)
    assert till.standing(card, local(3, 4)).tier is None
