"""Rewards through the services: codes made, confirmed once, lapsed, withdrawn (S8)."""

from __future__ import annotations

import functools
import itertools
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from tests.services.till.test_races import at_once
from tests.services.till.till import ACTOR, Till, line, local
from wallet_service.identifiers import CROCKFORD
from wallet_service.models.card import CardPass
from wallet_service.models.outbox import OutboxMessage
from wallet_service.models.stamp import Redemption
from wallet_service.outbox import topics
from wallet_service.passes import card_view, news_text
from wallet_service.services.errors import Conflict, NotFound, Refused
from wallet_service.services.till.redemptions import RedemptionAnswer
from wallet_service.services.wallet import card_views

NOW = local(3, 10)
LATER = local(3, 10, 12, 4)
LAPSED = NOW + timedelta(minutes=15)
COFFEE = {"milestones": [{"at": 5, "reward_name": "Coffee"}]}


def _card(till: Till, **rules: Any) -> str:
    """One stamp per item; ten make a gift."""
    base = {"mode": "item", "slots": 10, "reward_name": "A gift"}
    return till.card_of("stamp", base | rules)


def _stamp(till: Till, card: str, count: int, day: int = 9) -> Any:
    return till.buy(card, [line(1, "100", quantity=count)], local(3, day))


@pytest.fixture
def full_card(till: Till) -> str:
    """A card with one gift ready."""
    card = _card(till)
    _stamp(till, card, 10)
    return card


def refused(code: str, call: Any, *arguments: Any) -> Conflict:
    with pytest.raises(Conflict) as caught:
        call(*arguments)
    assert caught.value.code == code
    return caught.value


def test_a_code_is_eight_unambiguous_characters_bound_to_card_and_reward(
    till: Till, full_card: str
) -> None:
    made = till.reserve(full_card, NOW)
    assert len(made.code) == 8
    assert set(made.code) <= set(CROCKFORD.upper())
    assert made.id.startswith("rdmp_")
    assert (made.state, made.reward.state) == ("reserved", "reserved")
    assert made.expires_at == LAPSED
    assert made.card.id == full_card
    assert made.card.standing.rewards == 1
    assert [one.state for one in till.rewards(full_card, NOW)] == ["reserved"]


def test_a_reservation_changes_nothing_that_the_card_shows(
    till: Till, full_card: str
) -> None:
    before = till.answer(full_card, NOW)
    code = till.reserve(full_card, NOW).code
    till.cancel_code(code, NOW)
    assert till.answer(full_card, NOW) == before
    assert till.run_due(LAPSED) == 0
    assert till.findings() == []


def test_a_confirmed_code_redeems_its_reward(till: Till, full_card: str) -> None:
    made = till.reserve(full_card, NOW)
    done = till.confirm(made.code, LATER, "Warehouse 2")
    assert (done.id, done.state) == (made.id, "redeemed")
    assert (done.reward.state, done.reward.redeemed_at) == ("redeemed", LATER)
    assert done.card.standing.rewards == 0
    assert done.card == till.answer(full_card, LATER)
    assert till.stamps(full_card, LATER) == (0, 0)
    assert till.rewards(full_card, LATER) == [done.reward]
    last = till.entries(full_card, LATER)[-1]
    assert (last.kind, last.amount, last.balance_after) == ("reward_redeem", -1, 0)
    assert (last.transaction_id, last.occurred_at) == (made.id, LATER)
    assert till.findings() == []


def test_a_redemption_is_news_and_an_update_is_owed(till: Till) -> None:
    card = _card(till, **COFFEE)
    _stamp(till, card, 5)
    with till.database.writing(till.brand_id) as session:
        session.execute(delete(OutboxMessage))
    before = till.answer(card, NOW).revision
    done = till.redeem(card, NOW)
    assert done.card.revision == before + 1
    news = till.news(card)
    assert (news["event"], news["text"]) == ("reward_redeemed", "Coffee")
    assert (news["revision"], news["standing"]["rewards"]) == (before + 1, 0)
    with till.database.reading(till.brand_id) as session:
        owed = select(OutboxMessage).where(OutboxMessage.subject == card)
        assert [one.topic for one in session.scalars(owed)] == [
            topics.CARD_CHANGED.name
        ]


@pytest.mark.parametrize(
    ("locale", "told"),
    [
        ("en", "Gift handed out on 10 March at 12:00: Coffee."),
        ("ru", "Подарок выдан 10 марта в 12:00: Coffee."),
    ],
)
def test_the_pass_tells_which_gift_was_handed_out(
    till: Till, locale: card_view.Locale, told: str
) -> None:
    card = _card(till, **COFFEE)
    _stamp(till, card, 5)
    till.redeem(card, NOW)
    with till.database.reading(till.brand_id) as session:
        of_card = select(CardPass.id).where(CardPass.card_id == card)
        pass_id = session.scalars(of_card).one()
        view = card_views.pass_view(
            session, pass_id, base_url="https://cards.example.com", now=LATER
        ).view
    text = news_text.text(replace(view, locale=locale)).replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert text.startswith(told)
    handed_out, bought = view.operations
    assert (handed_out.kind, handed_out.occurred_at) == ("redemption", NOW)
    assert handed_out.effects == (card_view.Effect("rewards", -1),)
    assert bought.kind == "purchase"


def test_case_S8_a_code_is_confirmed_once_and_the_second_is_told_when_and_by_whom(
    till: Till, full_card: str
) -> None:
    code = till.reserve(full_card, NOW).code
    till.confirm(code, LATER, "Warehouse 2")
    second = refused("redemption_redeemed", till.confirm, code, LAPSED)
    assert second.detail == f"Redeemed at 12:04 on 2026-03-10 by {ACTOR}, Warehouse 2."
    assert second.extra["redeemed"] == {
        "at": LATER.isoformat(),
        "by": str(ACTOR),
        "location_id": "Warehouse 2",
    }
    refused("redemption_redeemed", till.cancel_code, code, LATER)
    assert till.findings() == []


def test_case_S8_one_of_several_confirmations_at_once_wins(till: Till) -> None:
    card = _card(till, slots=1)
    _stamp(till, card, 5)
    for left in range(4, -1, -1):
        code = till.reserve(card, NOW).code
        results = at_once([functools.partial(till.confirm, code, NOW)] * 4)
        won = [one for one in results if isinstance(one, RedemptionAnswer)]
        assert len(won) == 1
        codes = [one.code for one in results if isinstance(one, Refused)]
        assert codes == ["redemption_redeemed"] * 3
        assert till.stamps(card, NOW) == (0, left)
    assert till.findings() == []


def test_codes_asked_for_at_once_never_share_a_reward(
    till: Till, full_card: str
) -> None:
    results = at_once([functools.partial(till.reserve, full_card, NOW)] * 4)
    made = [one for one in results if isinstance(one, RedemptionAnswer)]
    assert len(made) == 1
    codes = [one.code for one in results if isinstance(one, Refused)]
    assert codes == ["no_reward_ready"] * 3
    assert till.findings() == []


def test_a_confirmation_a_cancellation_and_a_refund_at_once_agree(till: Till) -> None:
    for day in range(1, 6):
        # a refund after the hand-out leaves a debt, so each round has its own card
        card = _card(till, slots=1)
        bought = _stamp(till, card, 1, day)
        code = till.reserve(card, NOW).code
        at_once(
            [
                functools.partial(till.confirm, code, NOW),
                functools.partial(till.cancel_code, code, NOW),
                functools.partial(till.refund, bought, NOW),
            ]
        )
        assert till.findings() == []


@pytest.mark.parametrize("confirms", [True, False])
def test_a_lapsed_code_is_refused_and_its_reward_is_issued_again(
    till: Till, full_card: str, confirms: bool
) -> None:
    made = till.reserve(full_card, NOW)
    almost = LAPSED - timedelta(microseconds=1)
    assert till.rewards(full_card, almost)[0].state == "reserved"
    call = till.confirm if confirms else till.cancel_code
    refusal = refused("redemption_lapsed", call, made.code, LAPSED)
    assert "12:15 on 2026-03-10" in refusal.detail
    assert till.rewards(full_card, LAPSED)[0].state == "issued"
    assert till.stamps(full_card, LAPSED) == (0, 1)
    again = till.reserve(full_card, LAPSED)
    assert again.reward.id == made.reward.id
    assert again.code != made.code
    refused("redemption_lapsed", till.confirm, made.code, LAPSED)
    till.confirm(again.code, LAPSED)
    assert till.findings() == []


def test_a_code_lives_as_long_as_the_program_says(till: Till) -> None:
    card = _card(till, code_minutes=1440)
    _stamp(till, card, 10)
    assert till.reserve(card, NOW).expires_at == NOW + timedelta(days=1)


def test_a_cancelled_code_is_dead_and_the_reward_ready(
    till: Till, full_card: str
) -> None:
    made = till.reserve(full_card, NOW)
    done = till.cancel_code(made.code, LATER)
    assert (done.state, done.reward.state) == ("cancelled", "issued")
    refused("redemption_cancelled", till.confirm, made.code, LATER)
    refused("redemption_cancelled", till.cancel_code, made.code, LATER)
    assert till.redeem(full_card, LATER).reward.id == made.reward.id
    assert till.findings() == []


def test_the_oldest_reward_comes_first_unless_one_is_named(till: Till) -> None:
    card = _card(till, **COFFEE)
    _stamp(till, card, 12, day=8)
    _stamp(till, card, 4, day=9)
    found = till.rewards(card, NOW)
    assert [one.name for one in found] == ["Coffee", "A gift", "Coffee"]
    newest = till.reserve(card, NOW, found[0].id)
    oldest = till.reserve(card, NOW)
    assert (newest.reward.id, oldest.reward.id) == (found[0].id, found[2].id)
    refused("no_reward_ready", till.reserve, card, NOW, found[0].id)
    till.confirm(till.reserve(card, NOW).code, NOW)
    refused("no_reward_ready", till.reserve, card, NOW)
    refused("no_reward_ready", till.reserve, card, NOW, found[1].id)
    assert till.stamps(card, NOW) == (6, 2)


def test_rewards_are_listed_in_pages(till: Till) -> None:
    card = _card(till, slots=2, milestones=[{"at": 1, "reward_name": "Half"}])
    _stamp(till, card, 7)
    whole = [one.id for one in till.rewards(card, NOW)]
    paged: list[str] = []
    while page := till.rewards(card, NOW, paged[-1] if paged else None, 3):
        paged += [one.id for one in page]
    assert len(whole) == 7
    assert paged == whole
    other = _card(till)
    assert till.rewards(other, NOW) == []
    assert till.rewards(other, NOW, whole[0]) == []


def test_a_reward_of_another_card_is_not_found(till: Till, full_card: str) -> None:
    other = _card(till)
    reward = till.rewards(full_card, NOW)[0]
    with pytest.raises(NotFound):
        till.reserve(other, NOW, reward.id)
    refused("no_reward_ready", till.reserve, other, NOW)
    refused("no_reward_ready", till.reserve, till.card_of("cashback"), NOW)


def test_statement_R29_a_card_out_of_use_redeems_nothing(
    till: Till, full_card: str
) -> None:
    code = till.reserve(full_card, NOW).code
    till.freeze(full_card, NOW)
    refused("card_not_active", till.reserve, full_card, NOW)
    refused("card_not_active", till.confirm, code, NOW)
    till.cancel_code(code, NOW)
    till.unfreeze(full_card, NOW)
    till.redeem(full_card, NOW)
    assert till.findings() == []


def test_a_code_is_read_as_people_type_it(till: Till, full_card: str) -> None:
    till.reserve(full_card, NOW, new_code=lambda: "01AB01XY")
    done = till.confirm(" oIa-b Ol xy", NOW)
    assert (done.code, done.state) == ("01AB01XY", "redeemed")


@pytest.mark.parametrize("code", ["", "01AB01X", "01AB01XYZ", "U1AB01XY", "ü1AB01XY"])
def test_what_is_no_code_is_not_found(till: Till, full_card: str, code: str) -> None:
    till.reserve(full_card, NOW, new_code=lambda: "01AB01XY")
    for call in (till.confirm, till.cancel_code):
        with pytest.raises(NotFound):
            call(code, NOW)


def test_a_code_never_comes_twice_in_a_brand(till: Till, full_card: str) -> None:
    till.reserve(full_card, NOW, new_code=lambda: "AAAAAAAA")
    till.confirm("AAAAAAAA", NOW)
    other = _card(till)
    _stamp(till, other, 10)
    drawn = itertools.chain(["AAAAAAAA"] * 2, ["BBBBBBBB"])
    made = till.reserve(other, NOW, new_code=lambda: next(drawn))
    assert made.code == "BBBBBBBB"


def test_a_code_of_another_brand_is_unknown(till: Till, full_card: str) -> None:
    code = till.reserve(full_card, NOW).code
    stranger = Till(till.database, till.vault, "Other")
    with pytest.raises(NotFound):
        stranger.confirm(code, NOW)
    with pytest.raises(NotFound):
        stranger.reserve(full_card, NOW)
    with pytest.raises(NotFound):
        stranger.rewards(full_card, NOW)
    card = stranger.card_of("stamp", {"slots": 1, "reward_name": "A gift"})
    stranger.buy(card, "100", NOW)
    assert stranger.reserve(card, NOW, new_code=lambda: code).code == code


def test_case_S9_the_code_of_a_refunded_reward_dies(till: Till) -> None:
    card = _card(till)
    _stamp(till, card, 9, day=8)
    tenth = _stamp(till, card, 1)
    code = till.reserve(card, NOW).code
    back = till.refund(tenth, LATER)
    assert (back.stamps_removed, back.rewards_cancelled) == (1, 1)
    assert till.stamps(card, LATER) == (9, 0)
    refusal = refused("redemption_cancelled", till.confirm, code, LATER)
    assert "refund" in refusal.detail
    assert [one.state for one in till.rewards(card, LATER)] == ["cancelled"]
    assert till.rewards(card, LATER)[0].redeemed_at is None
    refused("no_reward_ready", till.reserve, card, LATER)
    assert till.findings() == []


def test_case_S10_a_redeemed_reward_of_a_refunded_stamp_is_a_debt(till: Till) -> None:
    card = _card(till)
    _stamp(till, card, 9, day=8)
    tenth = _stamp(till, card, 1)
    till.redeem(card, NOW)
    back = till.refund(tenth, LATER)
    assert (back.stamps_removed, back.rewards_cancelled) == (1, 0)
    assert till.stamps(card, LATER) == (0, 0)
    assert _stamp(till, card, 1, day=11).card.standing.stamps.count == 0
    assert _stamp(till, card, 1, day=12).card.standing.stamps.count == 1
    assert [one.state for one in till.rewards(card, local(3, 12))] == ["redeemed"]
    assert till.findings() == []


def test_statement_R25_a_redeemed_milestone_stands_and_is_not_given_again(
    till: Till,
) -> None:
    card = _card(till, **COFFEE)
    _stamp(till, card, 4, day=8)
    fifth = _stamp(till, card, 1)
    till.redeem(card, NOW)
    assert till.refund(fifth, LATER).rewards_cancelled == 0
    assert till.stamps(card, LATER) == (4, 0)
    assert _stamp(till, card, 1, day=11).figures.rewards_issued == 0
    assert till.findings() == []


def test_the_last_change_of_a_card_names_who_handed_the_gift_out(
    till: Till,
) -> None:
    card = _card(till, maximum_per_day=1, slots=1)
    _stamp(till, card, 1)
    revision = till.answer(card, NOW).revision
    _stamp(till, card, 1, day=10)
    till.redeem(card, LATER)
    with pytest.raises(Conflict) as caught:
        till.buy(card, [line(1, "1")], LATER, revision=revision)
    assert caught.value.extra["changed"] == {
        "at": LATER.isoformat(),
        "by": str(ACTOR),
    }


def test_a_refused_code_writes_nothing(till: Till, full_card: str) -> None:
    till.redeem(full_card, NOW)
    refused("no_reward_ready", till.reserve, full_card, NOW)
    with till.database.reading(till.brand_id) as session:
        count = select(func.count()).select_from(Redemption)
        assert session.scalar(count) == 1
