"""An operator installs an issuer's credentials and asks the doctor."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from wallet_service.simulator.google_faults import (
    PERMISSION_DENIED,
    UNAVAILABLE,
    Answer,
)
from wallet_service.simulator.google_stand_in import GoogleStandIn

ISSUER = "3388000000012345678"


@pytest.fixture
def google():
    with GoogleStandIn(clock=lambda: datetime.now(UTC)) as running:
        yield running


@pytest.fixture
def credentials(google, tmp_path):
    file = tmp_path / "key.json"
    file.write_bytes(google.credentials(ISSUER))
    return file


@pytest.fixture
def installed(operator, google, brand, credentials):
    operator.environment["WALLET_GOOGLE_API_URL"] = google.url
    return operator.told(
        *("google", "install", "--brand", brand),
        *("--issuer", ISSUER, "--credentials", str(credentials)),
    )


def judged(operator):
    result = operator.run("doctor", "--json")
    checks = json.loads(result.stdout)["checks"]
    return [one for one in checks if one["name"] == "google"]


def test_an_issuer_is_installed_and_its_key_is_shown_nowhere(
    operator, installed, credentials
):
    email = json.loads(credentials.read_text())["client_email"]
    assert installed == {
        "issuer_id": ISSUER,
        "client_email": email,
        "rate_per_second": 15,
    }
    assert "PRIVATE" not in json.dumps(installed)
    database = operator.database()
    with database.reading_across_brands() as session:
        sealed = session.scalar(text("SELECT credentials_sealed FROM google_issuers"))
    database.dispose()
    assert b"PRIVATE" not in sealed


def test_the_doctor_says_nothing_of_google_where_no_issuer_is(operator, brand):
    assert judged(operator) == []


def test_the_doctor_knocks_and_is_let_in(operator, installed):
    (check,) = judged(operator)
    assert check["state"] == "ok"
    assert ISSUER in check["detail"]


@pytest.mark.parametrize(
    ("fault", "cure"),
    [
        (PERMISSION_DENIED, "under Users in the Google Pay & Wallet console"),
        (Answer(403, "accessNotConfigured"), "Switch on the Google Wallet API"),
        (Answer(400, "invalidResource"), "it is the issuer id"),
        (UNAVAILABLE, "Look again in a minute"),
    ],
)
def test_the_doctor_names_the_cure_of_a_refusal(
    operator, google, installed, fault, cure
):
    google.faults.always("loyaltyclass.list", fault)
    (check,) = judged(operator)
    assert cure in check["cure"]


def test_the_doctor_knows_a_revoked_key(operator, google, installed):
    google.accounts.revoke(installed["client_email"])
    (check,) = judged(operator)
    assert check["state"] == "fault"
    assert "another JSON key" in check["cure"]


@pytest.mark.parametrize(
    ("issuer", "content", "told"),
    [
        ("me@example.com", None, "no e-mail and no client id"),
        (ISSUER, b"{}", "no key of a service account"),
        (ISSUER, b"no json", "not JSON"),
    ],
)
def test_what_cannot_work_is_refused_with_the_cure(
    operator, brand, credentials, issuer, content, told
):
    if content is not None:
        credentials.write_bytes(content)
    said = operator.refused(
        *("google", "install", "--brand", brand),
        *("--issuer", issuer, "--credentials", str(credentials)),
    )
    assert told in said


def test_a_resync_needs_an_issuer_and_counts_the_cards(operator, brand, installed):
    other = operator.told("brand", "create", "--name", "Other")["id"]
    assert operator.told("google", "resync", "--brand", brand) == {"cards": 0}
    assert "google_issuer" in operator.refused("google", "resync", "--brand", other)
