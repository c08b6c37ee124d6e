"""What time alone changes: posted once, for every brand, and owed to the cards."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from sqlalchemy import select

from tests.services.till.till import Till, local
from wallet_service.models.card import Card
from wallet_service.models.outbox import OutboxMessage
from wallet_service.services.till import due_work

EARNED = local(3, 10)
LATER = EARNED + timedelta(days=40)
HELD = {"rate_bp": 500, "hold_days": 14}
SHORT = {"rate_bp": 500, "expiry": {"days": 30}}


def owed(till):
    """The topics that are queued, with the subjects."""
    statement = select(OutboxMessage.topic, OutboxMessage.subject).where(
        OutboxMessage.state == "queued", OutboxMessage.brand_id == till.brand_id
    )
    with till.database.reading_across_brands() as session:
        return Counter(topic for topic, _ in session.execute(statement))


def forget_owed(till):
    with till.database.writing_across_brands() as session:
        for message in session.scalars(select(OutboxMessage)):
            session.delete(message)
        session.flush()


def changed_at(till, card_id):
    with till.database.reading(till.brand_id) as session:
        return session.get_one(Card, card_id).changed_at


def kinds(till, card_id):
    return [entry.kind for entry in till.entries(card_id, LATER)]


def test_pending_points_become_available_once(till):
    card_id = till.card_of("cashback", HELD)
    till.buy(card_id, "1,000.00", EARNED)
    assert till.run_due(LATER) == 1
    assert till.run_due(LATER) == 0
    assert kinds(till, card_id).count("release") == 1
    assert till.points(card_id, LATER) == (5000, 0, 0)
    assert till.findings() == []


def test_old_points_expire_once_and_their_card_is_owed_an_update(till):
    card_id = till.card_of("cashback", SHORT)
    till.buy(card_id, "1,000.00", EARNED)
    before = till.answer(card_id, EARNED)
    forget_owed(till)
    assert till.run_due(LATER) == 1
    assert till.run_due(LATER) == 0
    assert kinds(till, card_id).count("expire") == 1
    assert till.points(card_id, LATER) == (0, 0, 0)
    assert owed(till) == {"card-changed": 1}
    assert changed_at(till, card_id) == LATER.timestamp()
    assert till.answer(card_id, LATER).revision > before.revision
    assert till.findings() == []


def test_nothing_is_posted_before_its_time(till):
    card_id = till.card_of("cashback", SHORT)
    till.buy(card_id, "1,000.00", EARNED)
    assert till.run_due(EARNED + timedelta(days=20)) == 0
    assert kinds(till, card_id).count("expire") == 0


def test_every_brand_has_its_turn(any_database, vault):
    tills = [Till(any_database, vault, name=name) for name in ("Acme", "Other")]
    sold = []
    for till in tills:
        card_id = till.card_of("cashback", HELD)
        till.buy(card_id, "1,000.00", EARNED)
        sold.append((till, card_id))
    assert tills[0].run_due(LATER) == 2
    for till, card_id in sold:
        assert kinds(till, card_id).count("release") == 1


def test_progress_is_told_after_each_page(till):
    for _ in range(3):
        till.buy(till.card_of("cashback", HELD), "1,000.00", EARNED)
    told: list[int] = []
    assert due_work.run_due(till.database, LATER, told.append) == 3
    assert told == [3]
