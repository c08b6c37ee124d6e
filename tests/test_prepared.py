"""Prepared statements say the same as SQLAlchemy's own execution, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from tests import factories
from wallet_service import dialects
from wallet_service.models.idempotency import IdempotencyKey
from wallet_service.prepared import Prepared

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
KEYS: Table = IdempotencyKey.__table__  # type: ignore[assignment]
INSERT = Prepared(insert(KEYS))
BY_KEY = Prepared(
    select(KEYS.c.status, KEYS.c.created_at.label("made_at"), KEYS.c.body_sealed)
    .where(KEYS.c.key == bindparam("the_key"))
    .limit(1)
)
KEPT = Prepared(
    dialects.for_each(
        lambda insert: insert(KEYS).on_conflict_do_nothing().returning(KEYS.c.key)
    )
)
ALL_KEYS = Prepared(select(KEYS.c.key).order_by(KEYS.c.key))
CHANGE = Prepared(
    update(KEYS).where(KEYS.c.status == bindparam("old")).values(status=500)
)


@pytest.fixture
def session(any_database, vault):
    brand_id = factories.a_brand(any_database, vault)
    with any_database.writing(brand_id) as session:
        yield session
        session.rollback()
        session.core.rollback()


def a_row(session, key, status=201):
    return {
        "brand_id": session.brand,
        "key": key,
        "request_hash": "h" * 64,
        "status": status,
        "body_sealed": b"sealed",
        "created_at": NOW,
    }


def test_what_is_written_is_read_with_its_types(session):
    assert INSERT.run(session.core, a_row(session, "a")) == 1
    row = BY_KEY.first(session.core, {"the_key": "a"})
    assert row == (201, NOW, b"sealed")
    assert row.made_at == NOW
    assert BY_KEY.scalar(session.core, {"the_key": "a"}) == 201
    assert BY_KEY.first(session.core, {"the_key": "b"}) is None
    assert BY_KEY.scalar(session.core, {"the_key": "b"}) is None


def test_many_rows_are_written_at_once_and_counted_when_changed(session):
    INSERT.run_many(
        session.core,
        [a_row(session, "a"), a_row(session, "b"), a_row(session, "c", status=409)],
    )
    assert [key for (key,) in ALL_KEYS.all(session.core, {})] == ["a", "b", "c"]
    assert CHANGE.run(session.core, {"old": 201}) == 2
    assert CHANGE.run(session.core, {"old": 201}) == 0


def test_a_conflict_returns_no_row(session):
    assert KEPT.first(session.core, a_row(session, "a")).key == "a"
    assert KEPT.first(session.core, a_row(session, "a")) is None


def test_errors_are_those_of_sqlalchemy_and_keep_values_out_of_their_text(session):
    INSERT.run(session.core, a_row(session, "a"))
    with pytest.raises(IntegrityError) as caught:
        INSERT.run(session.core, a_row(session, "a", status=777))
    assert "777" not in str(caught.value)


def test_a_value_too_many_is_named(session):
    with pytest.raises(ValueError, match="not taken: other"):
        BY_KEY.first(session.core, {"the_key": "a", "other": 1})


def test_a_missing_value_is_named(session):
    with pytest.raises(KeyError, match="the_key"):
        BY_KEY.first(session.core, {})
