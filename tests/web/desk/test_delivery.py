"""Deliveries at the desk: what lags, what was given up, and pushing again."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import factories, phones
from wallet_service import delivery
from wallet_service.models.audit import AuditEvent
from wallet_service.models.card import Card, CardPass
from wallet_service.models.google import GoogleObject
from wallet_service.models.outbox import OutboxMessage
from wallet_service.outbox import store, topics
from wallet_service.outbox.relay import Dead, Relay
from wallet_service.outbox.store import Topic
from wallet_service.services.insight.delivery_causes import (
    CAUSES,
    OF_LETTERS,
    UNKNOWN,
)
from wallet_service.services.membership import card_states
from wallet_service.services.wallet import pass_holding
from wallet_service.web.texts import catalogue

PAGE = "/brand/delivery"


@pytest.fixture
def on_a_phone(database, brand_id, made):
    """A card that a phone keeps up to date."""
    card_id = made(factories.a_card)
    with database.writing(brand_id) as session:
        phones.keep(session, card_id, factories.NOW)
    return card_id


@pytest.fixture
def stale(database, brand_id, on_a_phone, clock):
    """The same, changed a while ago and not fetched since."""
    with database.writing(brand_id) as session:
        card_states.freeze(
            session, on_a_phone, reason="lost", actor=factories.ACTOR, now=clock()
        )
    settle(database)
    clock.advance(minutes=2)
    return on_a_phone


def settle(database):
    """Whatever is owed is paid."""
    with database.writing_across_brands() as session:
        for one in session.scalars(select(OutboxMessage)):
            session.delete(one)


def owed(database, state="queued"):
    with database.reading_across_brands() as session:
        rows = session.scalars(select(OutboxMessage)).all()
        return [(one.topic, one.subject) for one in rows if one.state == state]


def counts(page):
    """Kept, up to date, on their way, stale, waiting."""
    part = page.text.partition('<ul class="counts">')[2].partition("</ul>")[0]
    return [int(one) for one in re.findall(r"<strong>(\d+)</strong>", part)]


def given_up(database, brand_id, topic, subject, reason, clock):
    """A message that was tried and found hopeless."""

    def hopeless(messages):
        return {one.id: Dead(reason) for one in messages}

    with database.writing(brand_id) as session:
        store.enqueue(session, topic, subject, clock() - timedelta(minutes=1))
    Relay(database, {topic.name: hopeless}, clock).pay_everything()


def saved_at_google(held, change, now):
    """The pass at Google, kept by somebody, with the state of `change`."""
    return GoogleObject(
        pass_id=held.id,
        brand_id=held.brand_id,
        card_id=held.card_id,
        object_id="3388000000012345678.one",
        inserted_at=now,
        acknowledged={},
        acknowledged_at=now,
        fingerprint="",
        acknowledged_revision=1,
        acknowledged_change=change,
        told_revision=1,
        notices=[],
        messages=[],
        saves=1,
        deletions=0,
        has_users=True,
        checked_at=now,
    )


def test_a_brand_without_cards_reads_that_no_phone_keeps_one(owner):
    page = owner.get(PAGE)
    assert counts(page) == [0, 0, 0, 0, 0]
    assert "No phone keeps a card yet." in page.text


def test_a_card_that_its_phone_fetched_is_up_to_date(owner, on_a_phone):
    page = owner.get(PAGE)
    assert counts(page)[:4] == [1, 1, 0, 0]
    assert "Every card on a phone shows its present state." in page.text


def test_a_change_is_on_its_way_then_stale_then_fetched(
    owner, database, brand_id, stale, clock
):
    clock.advance(minutes=-2)
    assert counts(owner.get(PAGE))[:4] == [1, 0, 1, 0]
    clock.advance(minutes=2)
    page = owner.get(PAGE)
    assert counts(page)[:4] == [1, 0, 0, 1]
    assert "1 card is stale." in page.text
    assert f'href="{PAGE}/cards/{stale}"' in page.text
    assert "The card has changed since then." in owner.get(f"{PAGE}/cards/{stale}").text
    with database.writing(brand_id) as session:
        phones.fetch(session, stale, clock())
    page = owner.get(PAGE)
    assert counts(page)[:4] == [1, 1, 0, 0]
    (slow,) = re.findall(r"up to 10 minutes<.*\n\s*<td[^>]*>(\d+)", page.text)
    assert slow == "1"
    assert "That was the present state." in owner.get(f"{PAGE}/cards/{stale}").text


def test_a_card_that_left_its_last_phone_lags_no_more(
    owner, database, brand_id, stale, clock
):
    with database.writing(brand_id) as session:
        phones.leave(session, stale, clock())
    assert counts(owner.get(PAGE))[:4] == [0, 0, 0, 0]
    assert "Removed from the last phone" in owner.get(f"{PAGE}/cards/{stale}").text


def test_a_card_that_google_has_not_taken_yet_is_stale(
    owner, database, brand_id, made, clock
):
    card_id = made(factories.a_card)
    with database.writing(brand_id) as session:
        card = session.scalar(select(Card).where(Card.id == card_id))
        held = session.scalar(select(CardPass).where(CardPass.card_id == card_id))
        session.add(saved_at_google(held, card.changed_at, clock()))
        session.flush()
        pass_holding.look_again(session, [held.id], clock())
    assert counts(owner.get(PAGE))[:4] == [1, 1, 0, 0]
    with database.writing(brand_id) as session:
        card_states.freeze(
            session, card_id, reason="lost", actor=factories.ACTOR, now=clock()
        )
    clock.advance(minutes=2)
    page = owner.get(PAGE)
    assert counts(page)[:4] == [1, 0, 0, 1]
    assert ">at Google<" in page.text


def test_one_card_is_pushed_again(owner, database, stale):
    page = owner.done(f"{PAGE}/cards/{stale}")
    assert owed(database) == [("card-changed", stale)]
    assert "A card’s update</strong> · waits" in page.text
    with database.reading_across_brands() as session:
        actions = session.scalars(select(AuditEvent.action)).all()
    assert "push_again" in actions


def test_all_stale_cards_are_pushed_again_and_no_other(
    owner, database, adapters, stale, made, clock
):
    made(factories.a_card, kind="discount")
    settle(database)
    owner.done(f"{PAGE}/stale")
    assert [topic for topic, _ in owed(database)] == ["stale-cards"]
    Relay(database, delivery.handlers(adapters), clock).pay_due()
    assert owed(database) == [("card-changed", stale)]


def test_what_was_given_up_names_cause_cure_and_card_and_is_sent_again(
    owner, database, brand_id, on_a_phone, clock
):
    settle(database)
    reason = "Google refuses it: invalid textModulesData"
    given_up(database, brand_id, topics.CARD_CHANGED, on_a_phone, reason, clock)
    page = owner.get(PAGE)
    assert "Google refuses what the card shows." in page.text
    assert "Mend texts or pictures of the program" in page.text
    assert reason in page.text
    assert f"{PAGE}/cards/{on_a_phone}" in page.text
    assert "given up" in owner.get(f"{PAGE}/cards/{on_a_phone}").text
    (path,) = re.findall(rf'action="({PAGE}/letters/[^"]+)"', page.text)
    owner.done(path)
    assert owed(database, "dead") == []
    assert owed(database) == [("card-changed", on_a_phone)]
    assert owner.post(path).status_code == 404


def test_everything_given_up_is_sent_again_at_once(owner, database, brand_id, clock):
    for subject in ("prog_a", "prog_b"):
        given_up(database, brand_id, topics.GOOGLE_CLASS, subject, "Google: x", clock)
    assert "Send all 2 again" in owner.get(PAGE).text
    owner.done(f"{PAGE}/letters")
    assert owed(database, "dead") == []
    assert len(owed(database)) == 2


def test_an_analyst_reads_and_changes_nothing(analyst, database, stale):
    for path in (PAGE, f"{PAGE}/cards/{stale}"):
        page = analyst.get(path)
        assert page.status_code == 200
        main = page.text.partition("<main")[2]
        assert "<form" not in main
    for path in ("stale", "letters", "letters/outb_x", f"cards/{stale}"):
        assert analyst.post(f"{PAGE}/{path}").status_code == 403
    assert owed(database) == []


def test_t9_another_brands_cards_and_letters_are_unknown(
    stranger, database, brand_id, stale, clock
):
    given_up(database, brand_id, topics.CARD_CHANGED, stale, "Google: x", clock)
    assert counts(stranger.get(PAGE)) == [0, 0, 0, 0, 0]
    with database.reading_across_brands() as session:
        letter = session.scalar(select(OutboxMessage.id))
    unknown = stranger.get(f"{PAGE}/cards/card_x")
    foreign = stranger.get(f"{PAGE}/cards/{stale}")
    assert (foreign.status_code, foreign.text) == (404, unknown.text)
    for path in (f"cards/{stale}", f"letters/{letter}"):
        assert stranger.post(f"{PAGE}/{path}").status_code == 404
    assert owed(database, "dead") == [("card-changed", stale)]


def test_the_page_speaks_russian(owner, stale):
    owner.language = "ru"
    assert "Устарела 1 карта." in owner.get(PAGE).text
    assert "С тех пор карта изменилась." in owner.get(f"{PAGE}/cards/{stale}").text


def test_every_topic_and_every_cause_has_its_words():
    owed_by_services = [one for one in vars(topics).values() if isinstance(one, Topic)]
    assert len(owed_by_services) > 10
    names = {*(name for _, name in CAUSES), OF_LETTERS, UNKNOWN}
    for language in ("en", "ru"):
        words = catalogue.of(language).by_name
        assert {f"topic_{one.name}" for one in owed_by_services} <= set(words)
        for name in names:
            assert {f"cause_{name}", f"cure_{name}"} <= set(words)
