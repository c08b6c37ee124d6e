"""API keys: shown once, hashed at rest, over when they expire or are revoked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories import ACTOR, NOW, an_api_key
from wallet_service.models.access import ApiKey
from wallet_service.models.audit import AuditEvent
from wallet_service.services import api_keys
from wallet_service.services.errors import Invalid, NotAuthenticated, NotFound


def make(database, brand_id, *scopes, expires_at=None):
    with database.writing_across_brands() as session:
        return api_keys.create_api_key(
            session,
            brand_id=brand_id,
            wanted=scopes,
            actor=ACTOR,
            now=NOW,
            expires_at=expires_at,
        )


def holder(database, text, now=NOW):
    with database.reading_across_brands() as session:
        return api_keys.authenticate(session.connection(), text, now)


def test_a_key_names_its_brand_and_scopes(database, brand_id):
    new = make(database, brand_id, "card:read", "txn:write", "card:read")
    principal = holder(database, new.key)
    assert principal.brand_id == brand_id
    assert principal.scopes == {"card:read", "txn:write"}
    assert str(principal.actor) == f"api_key:{new.id}"
    assert principal.actor.backdating_days == 92
    assert principal.may("card:read")
    assert not principal.may("card:write")


def test_a_star_may_everything(database, brand_id):
    assert holder(database, an_api_key(database, brand_id)).may("txn:spend")


def test_the_text_of_a_key_is_stored_nowhere_and_never_printed(database, brand_id):
    new = make(database, brand_id, "*")
    assert new.key.startswith("wsk_")
    assert len(new.key) > 50
    assert new.key not in repr(new)
    with database.reading(brand_id) as session:
        row = session.scalars(select(ApiKey)).one()
        stored = repr(vars(row))
    assert new.key not in stored
    assert new.key[4:40] not in stored


def test_an_expired_key_is_refused_from_that_instant_on(database, brand_id):
    over = NOW + timedelta(days=1)
    new = make(database, brand_id, "*", expires_at=over)
    holder(database, new.key, over - timedelta(seconds=1))
    with pytest.raises(NotAuthenticated):
        holder(database, new.key, over)


def test_unknown_mistyped_and_revoked_keys_are_refused_in_the_same_words(
    database, brand_id
):
    new = make(database, brand_id, "*")
    with database.writing_across_brands() as session:
        api_keys.revoke_api_key(session, new.id, actor=ACTOR, now=NOW)
        api_keys.revoke_api_key(session, new.id, actor=ACTOR, now=NOW)
    other = make(database, brand_id, "*").key
    mistyped = ("a" if other[10] != "a" else "b").join((other[:10], other[11:]))
    details = set()
    for text in (new.key, mistyped, "wsk_", "", "wsk_ключ", "x" * 1000):
        with pytest.raises(NotAuthenticated) as refused:
            holder(database, text)
        details.add((refused.value.code, refused.value.detail))
    assert len(details) == 1


def test_revoking_is_written_down_once(database, brand_id):
    new = make(database, brand_id, "*")
    for _ in range(2):
        with database.writing_across_brands() as session:
            api_keys.revoke_api_key(session, new.id, actor=ACTOR, now=NOW)
    with database.reading(brand_id) as session:
        actions = list(session.scalars(select(AuditEvent.action)))
    assert actions.count("api_key.revoke") == 1
    assert actions.count("api_key.create") == 1


@pytest.mark.parametrize("scopes", [(), ("card:fly",), ("*", "nothing")])
def test_scopes_that_nobody_knows_are_refused(database, brand_id, scopes):
    with pytest.raises(Invalid) as refused:
        make(database, brand_id, *scopes)
    assert refused.value.code == "unknown_scope"


def test_a_key_cannot_expire_in_the_past_or_belong_to_no_brand(database, brand_id):
    with pytest.raises(Invalid):
        make(database, brand_id, "*", expires_at=NOW)
    with pytest.raises(NotFound):
        make(database, "brnd_nobody", "*")
    with (
        pytest.raises(NotFound),
        database.writing_across_brands() as session,
    ):
        api_keys.revoke_api_key(session, "akey_nobody", actor=ACTOR, now=NOW)
