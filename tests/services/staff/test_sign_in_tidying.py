"""What signing in leaves behind goes after a while; what still works stays."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from tests import factories
from tests.factories import NOW
from wallet_service.models.access import Invitation
from wallet_service.models.sign_in import Attempt, UserSession
from wallet_service.services.staff import attempts, sessions, sign_in_tidying
from wallet_service.services.staff.attempts import SIGN_IN, Counted


def count(database, table):
    with database.reading_across_brands() as session:
        return session.scalar(select(func.count()).select_from(table))


def test_old_attempts_sessions_and_invitations_are_forgotten(database, brand_id, vault):
    user_id = factories.a_person(database, brand_id)
    attempts.take(database, vault, [Counted("sign-in", "ann", SIGN_IN)], NOW)
    with database.writing_across_brands() as session:
        sessions.begin(session, user_id, is_full=True, agent="", now=NOW)
    sign_in_tidying.forget_old(database, NOW + timedelta(hours=23))
    assert count(database, Attempt) == 1
    sign_in_tidying.forget_old(database, NOW + timedelta(days=30))
    assert count(database, Attempt) == 0
    assert (count(database, UserSession), count(database, Invitation)) == (1, 1)
    sign_in_tidying.forget_old(database, NOW + timedelta(days=34))
    assert (count(database, UserSession), count(database, Invitation)) == (0, 0)
