"""T-1, T-5: how often cards are counted, people give back, scanners record."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests import factories
from wallet_service.models.audit import AuditEvent
from wallet_service.services import brands
from wallet_service.services.scanner import limits
from wallet_service.web.scanner import paces


def marks(database):
    with database.reading_across_brands() as session:
        events = select(AuditEvent).where(AuditEvent.action == "card.often")
        return [one.detail["purchases"] for one in session.scalars(events)]


def again(scanner, card, amount=1_000, **fields):
    return scanner.buy(card, amount, is_repeat_meant=True, **fields)


def test_t1_the_fourth_earning_in_a_day_is_marked(scanner, card, database, clock, sam):
    for _ in range(3):
        again(scanner, card)
    assert marks(database) == []
    assert scanner.get(f"cards/{card}").get_json()["card"]["bought_lately"] == 3
    again(scanner, card)
    assert marks(database) == [4]
    clock.advance(days=1)
    scanner.unlock(sam)
    again(scanner, card)
    assert marks(database) == [4]


def test_t1_a_card_is_counted_as_often_a_day_as_the_brand_says(
    scanner, card, database, brand_id, clock, sam
):
    with database.writing(brand_id) as session:
        brands.change_settings(
            session,
            {"card_purchases_a_day": 2},
            actor=factories.ACTOR,
            now=factories.NOW,
        )
    for _ in range(2):
        assert again(scanner, card).status_code == 200
    refused = again(scanner, card, key="scanner-key-third")
    assert (refused.status_code, refused.get_json()["code"]) == (429, "card_often")
    assert refused.headers["Retry-After"] == str(24 * 3600)
    assert len(scanner.get(f"cards/{card}").get_json()["purchases"]) == 2
    clock.advance(days=1)
    scanner.unlock(sam)
    assert again(scanner, card, key="scanner-key-fourth").status_code == 200


def test_t1_points_of_a_card_are_spent_five_times_a_day(scanner, card, clock):
    again(scanner, card, 1_000_000)
    clock.advance(minutes=3)
    for _ in range(limits.SPENDINGS_A_DAY):
        done = again(scanner, card, 1_000, points_to_spend=100)
        assert done.status_code == 200
    refused = again(scanner, card, 1_000, points_to_spend=100)
    assert refused.get_json()["code"] == "card_spends_often"
    assert again(scanner, card).status_code == 200


def test_t5_a_person_gives_back_ten_times_an_hour(
    scanner, card, database, brand_id, monkeypatch, clock
):
    monkeypatch.setattr(limits, "REFUNDS_AN_HOUR", 2)
    bought = [again(scanner, card).get_json()["id"] for _ in range(4)]
    assert scanner.confirm(f"purchases/{bought[0]}/refunds", {}).status_code == 200
    assert scanner.confirm(f"purchases/{bought[1]}/cancel", {}).status_code == 200
    for way in ("refunds", "cancel"):
        refused = scanner.confirm(f"purchases/{bought[2]}/{way}", {})
        assert refused.status_code == 429
        assert refused.get_json()["code"] == "refunds_often"
        assert refused.headers["Retry-After"] == "3600"
    left = scanner.get(f"purchases/{bought[2]}").get_json()["left"]
    assert left[0]["left"] == 1_000
    factories.a_person(database, brand_id, "tom@acme.example", name="Tom")
    scanner.join("tom@acme.example")
    by_tom = scanner.confirm(f"purchases/{bought[2]}/refunds", {})
    assert by_tom.status_code == 200


def test_t5_the_limit_is_over_after_an_hour(scanner, card, monkeypatch, clock, sam):
    monkeypatch.setattr(limits, "REFUNDS_AN_HOUR", 1)
    first, second = (again(scanner, card).get_json()["id"] for _ in range(2))
    scanner.confirm(f"purchases/{first}/refunds", {})
    clock.advance(hours=1)
    scanner.unlock(sam)
    assert scanner.confirm(f"purchases/{second}/refunds", {}).status_code == 200


@pytest.mark.parametrize("limit", ["RECORDINGS", "RECORDINGS_AT_PLACE", "SPENDINGS"])
def test_a_scanner_and_a_place_record_so_much_in_a_minute(
    app, scanner, card, monkeypatch, limit
):
    again(scanner, card, 1_000_000)
    monkeypatch.setattr(paces, limit, 2)
    paces.install(app)
    points = 1 if limit == "SPENDINGS" else 0
    key = "scanner-key-refused"
    for _ in range(2):
        assert again(scanner, card, points_to_spend=points).status_code == 200
    refused = again(scanner, card, points_to_spend=points, key=key)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    # nothing is kept under the key: what waits is sent again
    paces.install(app)
    assert again(scanner, card, points_to_spend=points, key=key).status_code == 200


def test_t8_a_person_looks_up_so_much_in_a_minute(app, scanner, card, monkeypatch):
    monkeypatch.setattr(paces, "LOOK_UPS", 1)
    paces.install(app)
    assert scanner.get("find?q=Ann").status_code == 200
    refused = scanner.get("find?q=Ann")
    assert (refused.status_code, refused.get_json()["code"]) == (429, "rate_limited")
