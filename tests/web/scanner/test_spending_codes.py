"""T-2: above a brand's limit points are spent with the member's own word alone."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from tests import factories
from wallet_service.models.card import Card
from wallet_service.models.outbox import OutboxMessage
from wallet_service.models.spending_code import SpendingCode
from wallet_service.services import brands
from wallet_service.services.mail import letters
from wallet_service.services.scanner import spending_codes
from wallet_service.services.wallet import delivery_status
from wallet_service.services.wallet.delivery_status import WalletState


@pytest.fixture
def ask_always(change_brand):
    """The brand wants a code for every spending."""
    change_brand(spending_code="always")


@pytest.fixture
def change_brand(database, brand_id):
    def change(**settings):
        with database.writing(brand_id) as session:
            brands.change_settings(
                session, settings, actor=factories.ACTOR, now=factories.NOW
            )

    return change


@pytest.fixture
def rich(scanner, database, brand_id, keyring, clock):
    """A card with 50,000 points, whose member has a mailbox."""
    with database.writing(brand_id) as session:
        member = factories.a_member(session, keyring, email="ann@partner.example")
        card = factories.a_card(session, keyring, member_id=member)
    assert scanner.buy(card, 1_000_000).status_code == 200
    clock.advance(minutes=3)
    return card


@pytest.fixture
def mailed(database, brand_id, keyring):
    """The code in the newest letter."""

    def read():
        with database.reading(brand_id) as session:
            newest = letters.newest(session, keyring, 1)[0]
        assert newest.to == "ann@partner.example"
        return re.findall(r"\n    (\d{4})\n", newest.body)[0]

    return read


def spend(scanner, card, points=30_000, **fields):
    return scanner.buy(card, 60_000, points_to_spend=points, **fields)


def ask(scanner, card, points=30_000):
    return scanner.post("codes", {"card_id": card, "points": points})


def agree(scanner, mailed, card, points=30_000):
    """A code that was sent, read out and typed right."""
    code_id = ask(scanner, card, points).get_json()["id"]
    assert scanner.post(f"codes/{code_id}", {"code": mailed()}).status_code == 200
    return code_id


def another(code):
    return f"{(int(code) + 1) % 10_000:04}"


def test_t2_a_brand_that_asks_for_none_needs_no_code(scanner, rich):
    assert spend(scanner, rich).status_code == 200


@pytest.mark.usefixtures("ask_always")
def test_t2_without_the_code_nothing_is_spent_and_earning_goes_on(scanner, rich):
    refused = spend(scanner, rich)
    assert (refused.status_code, refused.get_json()["code"]) == (
        403,
        "step_up_required",
    )
    guessed = spend(scanner, rich, code_id="spcd_x")
    assert guessed.get_json()["code"] == "step_up_required"
    assert scanner.buy(rich, 60_000).status_code == 200


@pytest.mark.usefixtures("ask_always")
def test_t2_the_code_in_the_letter_lets_the_points_be_spent_once(
    scanner, rich, mailed, clock
):
    sent = ask(scanner, rich)
    assert sent.status_code == 201
    assert sent.get_json()["channels"] == ["email"]
    code_id = sent.get_json()["id"]
    unproven = spend(scanner, rich, code_id=code_id)
    assert unproven.get_json()["code"] == "step_up_required"
    assert scanner.post(f"codes/{code_id}", {"code": mailed()}).status_code == 200
    assert spend(scanner, rich, code_id=code_id).get_json()["points_spent"] == 30_000
    clock.advance(minutes=3)
    again = spend(scanner, rich, 1_000, code_id=code_id)
    assert again.get_json()["code"] == "step_up_required"


@pytest.mark.usefixtures("ask_always")
def test_t2_a_proven_code_spends_once_even_at_the_same_moment(scanner, rich, mailed):
    code_id = agree(scanner, mailed, rich, 10_000)

    def try_it(_):
        return spend(scanner, rich, 10_000, code_id=code_id, is_repeat_meant=True)

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(one.status_code for one in pool.map(try_it, range(4)))
    assert statuses == [200, 403, 403, 403]


@pytest.mark.usefixtures("ask_always")
def test_t2_spaces_and_wide_digits_are_the_same_code(scanner, rich, mailed):
    forms = (
        lambda code: f" {code[:2]} {code[2:]}",
        lambda code: f"{code[:2]}-{code[2:]}",
        lambda code: "".join(chr(ord(one) + 0xFEE0) for one in code),
    )
    for form in forms:
        code_id = ask(scanner, rich).get_json()["id"]
        typed = {"code": form(mailed())}
        assert scanner.post(f"codes/{code_id}", typed).status_code == 200
        # and in another form it is no second code
        over = scanner.post(f"codes/{code_id}", {"code": mailed()})
        assert over.get_json()["code"] == "code_over"


@pytest.mark.usefixtures("ask_always")
def test_t2_three_wrong_codes_lock_spending_for_fifteen_minutes(
    scanner, rich, mailed, change_brand, clock, sam
):
    code_id = ask(scanner, rich).get_json()["id"]
    right = mailed()
    for left in (2, 1, 0):
        wrong = scanner.post(f"codes/{code_id}", {"code": another(right)}).get_json()
        assert (wrong["code"], wrong["left"]) == ("code_wrong", left)
    late = scanner.post(f"codes/{code_id}", {"code": right})
    assert late.get_json()["code"] == "code_over"
    assert ask(scanner, rich).get_json()["code"] == "spending_locked"
    clock.advance(minutes=14, seconds=59)
    scanner.unlock(sam)
    # also where no code is asked for any more
    change_brand(spending_code="off")
    locked = spend(scanner, rich)
    assert (locked.status_code, locked.get_json()["code"]) == (403, "spending_locked")
    assert scanner.buy(rich, 60_000).status_code == 200
    clock.advance(seconds=1)
    assert spend(scanner, rich, is_repeat_meant=True).status_code == 200


@pytest.mark.usefixtures("ask_always")
def test_t2_a_code_ends_after_five_minutes_and_with_the_next_one(
    scanner, rich, mailed, clock
):
    first = ask(scanner, rich).get_json()["id"]
    old = mailed()
    second = ask(scanner, rich).get_json()["id"]
    over = scanner.post(f"codes/{first}", {"code": old})
    assert over.get_json()["code"] == "code_over"
    assert scanner.post(f"codes/{second}", {"code": mailed()}).status_code == 200
    clock.advance(minutes=2)
    scanner.get("shift")
    clock.advance(minutes=3)
    late = spend(scanner, rich, code_id=second)
    assert late.get_json()["code"] == "step_up_required"


@pytest.mark.usefixtures("ask_always")
def test_t2_a_code_is_for_its_card_its_points_and_its_person(
    scanner, new_scanner, rich, mailed, database, brand_id, keyring, shop
):
    with database.writing(brand_id) as session:
        other = factories.a_card(session, keyring)
    code_id = agree(scanner, mailed, rich, 10_000)
    for card, points in ((other, 10_000), (rich, 10_001)):
        refused = spend(scanner, card, points, code_id=code_id)
        assert refused.get_json()["code"] == "step_up_required"
    factories.a_person(database, brand_id, "tom@acme.example", name="Tom")
    tom = new_scanner()
    tom.set_up("tom@acme.example", shop)
    borrowed = spend(tom, rich, 10_000, code_id=code_id)
    assert borrowed.get_json()["code"] == "step_up_required"
    typed = tom.post(f"codes/{code_id}", {"code": mailed()})
    assert typed.get_json()["code"] == "code_over"
    assert spend(scanner, rich, 9_000, code_id=code_id).status_code == 200


@pytest.mark.usefixtures("ask_always")
def test_t2_the_holder_of_a_card_gets_three_codes_an_hour(scanner, rich):
    for _ in range(3):
        assert ask(scanner, rich).status_code == 201
    refused = ask(scanner, rich)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 3600


def test_t2_large_is_more_than_a_fifth_of_the_points(scanner, rich, change_brand):
    change_brand(spending_code="large")
    lines, made = [{"amount": 60_000}], scanner.clock().isoformat()
    for points, asks in ((10_001, True), (10_000, False)):
        body = {"card_id": rich, "lines": lines, "points_to_spend": points}
        shown = scanner.post("preview", {**body, "made_at": made}).get_json()
        assert shown["needs_code"] is asks
        assert spend(scanner, rich, points).status_code == (403 if asks else 200)


def test_t2_large_is_more_than_the_average_receipt_too(
    scanner, database, brand_id, keyring, change_brand
):
    change_brand(spending_code="large", spending_code_share_bp=10_000)
    with database.writing(brand_id) as session:
        rules = {"rate_bp": 5_000, "share_cap_bp": 5_000}
        program = factories.a_program(session, rules=rules)
        card = factories.a_card(session, keyring, program_id=program)
    for amount in (100_000, 10_000, 10_000):
        scanner.buy(card, amount, is_repeat_meant=True)
    for points, status in ((40_001, 403), (40_000, 200)):
        done = scanner.buy(card, 100_000, points_to_spend=points, is_repeat_meant=True)
        assert done.status_code == status


def test_t2_who_cannot_be_reached_cannot_spend(scanner, card, change_brand, clock):
    change_brand(spending_code="always")
    scanner.buy(card, 1_000_000)
    clock.advance(minutes=3)
    refused = ask(scanner, card)
    assert (refused.status_code, refused.get_json()["code"]) == (409, "no_channel")


def test_t2_the_code_comes_to_the_card_on_the_phone(
    scanner, card, change_brand, database, brand_id, monkeypatch, clock
):
    change_brand(spending_code="always")
    scanner.buy(card, 1_000_000)
    on_phone = WalletState("apple", "registered", 1, 1, 1)
    monkeypatch.setattr(delivery_status, "wallets", lambda *_: [on_phone])
    sent = ask(scanner, card).get_json()
    assert sent["channels"] == ["card"]
    with database.reading(brand_id) as session:
        news = session.scalars(select(Card.news).where(Card.id == card)).one()
        owed = session.scalars(
            select(OutboxMessage.subject).where(OutboxMessage.topic == "card-changed")
        ).all()
    assert news["event"] == "spending_code"
    assert card in owed
    typed = {"code": news["text"]}
    assert scanner.post(f"codes/{sent['id']}", typed).status_code == 200
    clock.advance(minutes=3)
    assert spend(scanner, card, code_id=sent["id"]).status_code == 200
    with database.reading(brand_id) as session:
        news = session.scalars(select(Card.news).where(Card.id == card)).one()
    assert news["event"] == "purchase"


@pytest.mark.usefixtures("ask_always")
def test_t2_a_reward_needs_the_code_or_the_members_own(
    scanner, database, brand_id, keyring, mailed, clock
):
    rules = {"mode": "purchase", "slots": 2, "reward_name": "A gift"}
    with database.writing(brand_id) as session:
        program = factories.a_program(session, "stamp", rules=rules)
        member = factories.a_member(session, keyring, email="ann@partner.example")
        stamps = factories.a_card(
            session, keyring, program_id=program, member_id=member
        )
    for _ in range(2):
        scanner.buy(stamps, is_repeat_meant=True)
    assert scanner.get(f"cards/{stamps}").get_json()["card"]["code_for_rewards"]
    refused = scanner.confirm("rewards", {"card_id": stamps})
    assert refused.get_json()["code"] == "step_up_required"
    code_id = agree(scanner, mailed, stamps, 0)
    given = scanner.confirm("rewards", {"card_id": stamps, "code_id": code_id})
    assert given.get_json()["state"] == "redeemed"


@pytest.mark.usefixtures("ask_always")
def test_t2_the_code_lies_nowhere_in_clear_and_is_forgotten(
    scanner, rich, mailed, database, clock
):
    ask(scanner, rich)
    with database.reading_across_brands() as session:
        row = session.scalars(select(SpendingCode)).one()
        kept = session.scalars(select(Card.news).where(Card.id == rich)).one()
    assert mailed() not in row.code_hash
    assert kept["event"] == "purchase"
    spending_codes.forget_old(database, clock())
    clock.advance(days=1)
    spending_codes.forget_old(database, clock())
    with database.reading_across_brands() as session:
        assert session.scalars(select(SpendingCode)).all() == []
