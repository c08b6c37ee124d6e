"""Tills that act at once, in threads: nothing is lost, doubled or left half done."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests import factories
from tests.services.till.till import ACTOR, LONG_AGO, Till, line, local, rub
from wallet_service.services import idempotency
from wallet_service.services.errors import Conflict, Invalid, Refused
from wallet_service.services.idempotency import Answer, Request
from wallet_service.services.membership import card_issuing
from wallet_service.services.till import purchases
from wallet_service.services.till.commands import PurchaseCommand

NOW = local(3, 10)


def at_once(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """The results of the jobs, begun together; a refusal is a result too."""
    start = threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return job()
        except Refused as refused:
            return refused

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_eight_writers_lose_no_increment(till: Till) -> None:
    card = till.card_of("discount", {"rate_bp": 0})

    def write() -> None:
        for _ in range(100):
            till.buy(card, "1", NOW)

    at_once([write] * 8)
    entries = till.entries(card, NOW)
    assert len(entries) == 800
    assert entries[-1].balance_after == 800 * rub("1")
    assert till.answer(card, NOW).revision == 1 + 800
    assert till.findings() == []


def test_fifty_copies_of_a_purchase_are_one(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 1000})
    request = Request("key-1", "POST", "/api/v1/purchases", {"amount": 100})
    command = PurchaseCommand(NOW, (line(1, "100"),), card_id=card)

    def work(session: Any) -> Answer:
        receipt = purchases.record_purchase(session, command, ACTOR, NOW)
        return Answer(201, str(receipt.id).encode())

    def send() -> Answer:
        return idempotency.perform(
            till.database,
            till.keyring,
            till.brand_id,
            request,
            now=NOW,
            work=work,
            refusal=lambda refused: Answer(refused.status, refused.code.encode()),
        )

    answers = at_once([send] * 50)
    assert len({(one.status, one.body) for one in answers}) == 1
    assert sorted(one.replayed for one in answers) == [False] + [True] * 49
    assert till.points(card, NOW) == (rub("10"), 0, 0)
    assert len(till.entries(card, NOW)) == 1


def test_two_purchases_on_one_card_are_both_done(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 1000})
    results = at_once([lambda: till.buy(card, "100", NOW) for _ in range(2)])
    assert [one.figures.earned for one in results] == [rub("10")] * 2
    assert till.points(card, NOW) == (rub("20"), 0, 0)


def test_case_F14_one_of_two_spends_all(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 0})
    for duel in range(10):
        till.credit(card, "100", NOW)
        named = {"revision": till.answer(card, NOW).revision} if duel % 2 else {}
        spend = functools.partial(till.buy, card, "100", NOW, points="100", **named)
        results = at_once([spend, spend])
        refusals = [one for one in results if isinstance(one, Refused)]
        assert len(refusals) == 1
        expected = (Conflict, "card_changed") if named else (Invalid, "too_many_points")
        assert (type(refusals[0]), refusals[0].code) == expected
        assert till.points(card, NOW) == (0, 0, 0)
    assert till.findings() == []


def test_cards_of_one_company_share_an_account(till: Till) -> None:
    rules = {"tiers": factories.TIERS, "grace_days": 0, "hold": "within"}
    program, company = till.program("accumulating", rules), till.company()
    held = [till.card(program, till.member(company)) for _ in range(6)]
    results = at_once(
        [functools.partial(till.buy, card, "200,000", NOW) for card in held]
    )
    # the sixth alone finds a million
    discounts = sorted(one.figures.discount for one in results)
    assert discounts == [0] * 5 + [rub("10,000")]
    assert till.standing(held[0], NOW).turnover == rub("1,190,000")
    assert till.findings() == []


def test_a_till_and_a_refund_and_the_clock_at_once(till: Till) -> None:
    rules = {"rate_bp": 1000, "hold_days": 1, "expiry": {"days": 30}}
    program, company = till.program("cashback", rules), till.company()
    one, other = (till.card(program, till.member(company)) for _ in range(2))
    bought = [till.buy(one, "100", local(3, 1)) for _ in range(4)]
    jobs: list[Callable[[], Any]] = [
        functools.partial(till.refund, b, NOW) for b in bought
    ]
    jobs += [lambda: till.buy(other, "50", NOW)] * 4
    jobs += [lambda: till.run_due(NOW)] * 2
    at_once(jobs)
    assert till.points(one, NOW) == (0, rub("20"), 0)
    assert till.findings() == []


def test_copies_of_a_refund_give_back_once(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 1000})
    bought = till.buy(card, "100", NOW)
    results = at_once([lambda: till.refund(bought, NOW)] * 4)
    codes = [one.code for one in results if isinstance(one, Refused)]
    assert codes == ["nothing_left"] * 3
    assert till.findings() == []


def test_copies_of_a_confirmation_are_one_purchase(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 1000})
    draft = till.draft(card, "100", NOW)
    results = at_once([lambda: till.confirm_draft(draft, NOW)] * 4)
    codes = [one.code for one in results if isinstance(one, Refused)]
    assert codes == ["purchase_not_draft"] * 3
    assert till.points(card, NOW) == (rub("10"), 0, 0)
    assert till.findings() == []


def test_a_cancellation_beside_a_confirmation_leaves_nothing(till: Till) -> None:
    """Either the draft is dropped first, or the purchase is taken back."""
    card = till.card_of("cashback", {"rate_bp": 1000})
    for _ in range(5):
        draft = till.draft(card, "100", NOW)
        confirmed, cancelled = at_once(
            [
                functools.partial(till.confirm_draft, draft, NOW),
                functools.partial(till.cancel, draft, NOW),
            ]
        )
        assert cancelled.state == "cancelled"
        if isinstance(confirmed, Refused):
            assert confirmed.code == "purchase_not_draft"
        assert till.points(card, NOW) == (0, 0, 0)
    assert till.findings() == []


def test_copies_of_a_cancellation_give_back_once(till: Till) -> None:
    card = till.card_of("cashback", {"rate_bp": 1000})
    for bought in (till.buy(card, "100", NOW), till.draft(card, "100", NOW)):
        results = at_once([functools.partial(till.cancel, bought, NOW)] * 4)
        codes = [one.code for one in results if isinstance(one, Refused)]
        assert codes == ["purchase_cancelled"] * 3
    assert till.points(card, NOW) == (0, 0, 0)
    assert till.findings() == []


def test_a_payment_beside_refunds_and_copies_of_itself(till: Till) -> None:
    rules = {"rate_bp": 1000, "hold_until": "paid", "tiers": factories.TIERS}
    card = till.card_of("cashback", rules | {"turnover_base": "paid"})
    for _ in range(3):
        bought = till.buy(card, "100", NOW)
        jobs: list[Callable[[], Any]] = [
            functools.partial(till.pay, bought, NOW) for _ in range(3)
        ]
        jobs.append(functools.partial(till.refund, bought, NOW, (1, "50")))
        assert not [one for one in at_once(jobs) if isinstance(one, Refused)]
        read = till.purchase(bought, NOW)
        kept = read.figures.turnover_added - read.refunded.turnover_removed
        assert kept == rub("50")
    assert till.points(card, NOW) == (rub("15"), 0, 0)
    assert till.standing(card, NOW).turnover == rub("150")
    assert till.findings() == []


@pytest.mark.parametrize("same_card", [True, False])
def test_drafts_and_purchases_of_one_external_number(
    till: Till, same_card: bool
) -> None:
    program = till.program("discount")
    held = [till.card(program) for _ in range(4)]
    if same_card:
        held = held[:1] * 4
    make = [till.draft, till.buy, till.draft, till.buy]
    results = at_once(
        [
            functools.partial(one, card, "100", NOW, external_id="INV-1")
            for one, card in zip(make, held, strict=True)
        ]
    )
    refusals = [one for one in results if isinstance(one, Refused)]
    assert [one.code for one in refusals] == ["external_id_used"] * 3


def test_case_C15_two_tills_spend_3000_of_4000(till: Till) -> None:
    for named in (False, True):
        card = till.card_of("cashback", {"rate_bp": 0})
        till.credit(card, "4,000", NOW)
        seen = till.preview(card, "3,000", NOW, points="3,000").card.revision
        more = {"revision": seen} if named else {}
        spend = functools.partial(till.buy, card, "3,000", NOW, points="3,000", **more)
        results = at_once([spend, spend])
        refused = next(one for one in results if isinstance(one, Refused))
        expected = (Conflict, "card_changed") if named else (Invalid, "too_many_points")
        assert (type(refused), refused.code) == expected
        assert refused.extra["maximum"] == rub("1,000")
        if named:
            fresh = refused.extra["preview"]
            assert fresh.figures.points_spent == rub("1,000")
        assert till.points(card, NOW) == (rub("1,000"), 0, 0)


@pytest.mark.parametrize("same_card", [True, False])
def test_one_external_number_sent_twice_is_recorded_once(
    till: Till, same_card: bool
) -> None:
    program = till.program("discount")
    held = [till.card(program) for _ in range(4)]
    if same_card:
        held = held[:1] * 4
    results = at_once(
        [
            functools.partial(till.buy, card, "100", NOW, external_id="INV-1")
            for card in held
        ]
    )
    refusals = [one for one in results if isinstance(one, Refused)]
    assert [one.code for one in refusals] == ["external_id_used"] * 3
    assert till.findings() == []


def test_a_card_issued_twice_at_once_is_one_card(till: Till) -> None:
    program, member = till.program("discount"), till.member()

    def issue() -> tuple[str, bool]:
        with till.database.writing(till.brand_id) as session:
            return card_issuing.issue_card(session, program, member, LONG_AGO)

    results = at_once([issue] * 6)
    assert len({card for card, _ in results}) == 1
    assert sum(new for _, new in results) == 1
