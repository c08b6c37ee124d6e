"""The commands for what is owed and what falls due, once each."""

from __future__ import annotations

import socket
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests import factories
from tests.services.till.till import Till, local
from wallet_service import clock
from wallet_service.vault import Vault

EARNED = local(3, 10)
LONG_LIVED = {"rate_bp": 500, "hold_days": 14}


@pytest.fixture
def pending(operator):
    """A card with points that a refund can still take away."""
    database = operator.database()
    till = Till(database, Vault(factories.SECRET_KEY))
    card_id = till.card_of("cashback", LONG_LIVED)
    till.buy(card_id, "1,000.00", EARNED)
    yield till, card_id
    database.dispose()


def test_due_points_are_released_as_of_a_time_in_development(operator, pending):
    till, card_id = pending
    early, late = EARNED + timedelta(days=13), EARNED + timedelta(days=15)
    told = operator.told("run-due", "--at", early.isoformat())
    assert told == {"accounts": 0}
    told = operator.told("run-due", "--at", late.isoformat())
    assert told == {"accounts": 1}
    assert till.points(card_id, late) == (5000, 0, 0)
    kinds = [entry.kind for entry in till.entries(card_id, late)]
    assert kinds[-1] == "release"


def test_now_is_the_time_without_another(operator, pending):
    result = operator.run("run-due", "--once")
    assert result.stdout == "Accounts brought up to date: 1.\n"
    assert result.stderr == "  accounts so far: 1\n"
    again = operator.run("run-due", "--once")
    assert again.stdout == "Accounts brought up to date: 0.\n"


@pytest.mark.parametrize("instant", ["2026-03-10T12:00:00", "tomorrow", ""])
def test_a_time_without_an_offset_is_refused(operator, instant):
    result = operator.run("run-due", "--at", instant)
    assert result.exit_code == 2
    assert "such as 2026-03-10T12:00:00+03:00" in result.stderr


def test_production_has_no_other_time_than_now(operator, production):
    result = operator.run("run-due", "--at", "2026-03-10T12:00:00Z", **production)
    assert result.exit_code == 2
    assert "--at is for WALLET_ENV=development only" in result.stderr


def test_a_worker_handles_once_what_is_owed(operator, pending):
    due_at = clock.utc_now() - timedelta(seconds=1)
    change = text("UPDATE outbox_messages SET due_at = :due_at")
    till, _ = pending
    with till.database.writing_across_brands() as session:
        session.execute(change, {"due_at": due_at.replace(tzinfo=None)})
    assert operator.told("worker", "--once") == {"paid": 1}
    result = operator.run("worker", "--once")
    assert result.stdout == "Outbox messages handled: 0.\n"


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "192.0.2.1"])
def test_a_place_that_is_not_free_is_told_at_once(operator, host):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family)
    if host != "192.0.2.1":
        taken.bind((host, 0))
        taken.listen()
    port = str(taken.getsockname()[1])
    with taken:
        said = operator.refused("serve", "--host", host, "--port", port)
    assert said.startswith(f"wallet-service: cannot listen at {host}, port {port}: ")
    assert len(said.splitlines()) == 1
