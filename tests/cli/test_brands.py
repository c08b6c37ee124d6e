"""Brands, people and keys are made at the command line, secrets shown once."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests import factories
from wallet_service import settings, wiring
from wallet_service.app import create_app
from wallet_service.vault import Vault


def stored(operator):
    """All that the database's files hold, as bytes."""
    return b"".join(path.read_bytes() for path in operator.data.glob("wallet.db*"))


def a_company(operator, brand):
    database = operator.database()
    with database.writing(brand) as session:
        company_id = factories.a_company(session)
    database.dispose()
    return company_id


def test_a_brand_gets_a_slug_from_its_name(operator):
    made = operator.told("brand", "create", "--name", "Northern Supply")
    assert made["id"].startswith("brnd_")
    assert made["slug"] == "northern-supply"


def test_what_comes_next_is_a_hint_beside_the_result(operator):
    result = operator.run("brand", "create", "--name", "Acme", "--slug", "tools")
    brand_id = result.stdout.split()[1]
    assert result.stdout == f"Brand {brand_id} (tools) is made.\n"
    assert result.stderr == f"Next: wallet-service apple csr --brand {brand_id}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--slug", "acme"], "the slug 'acme': choose another one. (slug_taken)"),
        (["--slug", "A b"], "--slug: A slug is made of small Latin letters"),
        (["--slug", "x", "--locale", "de"], "--locale: Choose one of: en, ru."),
        (["--slug", "x", "--name", " "], "--name: A name has 1 to 255 characters."),
    ],
    ids=str,
)
def test_a_brand_that_cannot_be_is_refused(operator, brand, arguments, said):
    assert said in operator.refused("brand", "create", "--name", "Acme", *arguments)


def test_a_brand_changes_what_stands_on_its_cards(operator, brand):
    change = ["brand", "change", "--brand", brand]
    given = ["--phone", "+7 495 000-00-00", "--email", "help@acme.test"]
    assert operator.told(*change, *given, "--show-member-name") == {
        "show_member_name": True,
        "phone_region": None,
        "spending_roles": ["owner", "manager"],
        "undo_minutes": 15,
        "embed_origins": [],
        "refund_limit": 5_000_000,
        "card_purchases_a_day": 20,
        "spending_code": "off",
        "spending_code_share_bp": 2_000,
        "contacts": {
            "phone": "+7 495 000-00-00",
            "email": "help@acme.test",
            "site": None,
        },
    }
    said = operator.run(*change, "--phone", "").stdout
    assert said == "Contacts on the cards: help@acme.test.\n"
    more = ["--undo-minutes", "0", "--spending-role", "buyer"]
    told = operator.told(*change, *more)
    assert (told["undo_minutes"], told["spending_roles"]) == (0, ["buyer"])
    refused = operator.refused(*change, "--phone-region", "Russia")
    assert "--phone-region: String should match" in refused


@pytest.mark.parametrize("role", ["owner", "manager", "staff", "analyst"])
def test_a_person_gets_a_role_and_an_invitation(operator, brand, role):
    arguments = ["--brand", brand, "--email", "ann@example.com", "--role", role]
    made = operator.told("user", "create", *arguments)
    assert made["id"].startswith("user_")
    assert len(made["invitation"]) >= 32
    assert made["invitation"].encode() not in stored(operator)
    said = operator.refused("user", "create", *arguments)
    assert f"already has the role '{role}'" in said


def test_the_invitation_is_told_with_its_life(operator, brand):
    arguments = ["--brand", brand, "--email", "ann@example.com", "--role", "owner"]
    lines = operator.run("user", "create", *arguments).stdout.splitlines()
    assert lines[0].endswith("has the role owner.")
    assert lines[1].startswith("Invitation, shown once, good for 3 days: ")


def test_a_partners_user_needs_a_company_and_nobody_else_has_one(operator, brand):
    person = ["--brand", brand, "--email", "ann@example.com"]
    company = a_company(operator, brand)
    partner = ["user", "create", *person, "--role", "partner"]
    assert "--company: A partner's user needs" in operator.refused(*partner)
    unknown = operator.refused(*partner, "--company", "comp_x")
    assert "There is no such company." in unknown
    assert operator.told(*partner, "--company", company)["invitation"]
    owner = ["user", "create", *person, "--role", "owner", "--company", company]
    assert "--company: A partner's user needs" in operator.refused(*owner)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--email", "nobody", "--role", "owner"], "--email: This is not an e-mail"),
        (["--email", "a@example.com", "--role", "king"], "'king' is not one of"),
    ],
    ids=str,
)
def test_a_person_that_cannot_be_is_refused(operator, brand, arguments, said):
    result = operator.run("user", "create", "--brand", brand, *arguments)
    assert result.exit_code != 0
    assert said in result.stderr


def test_a_key_is_shown_once_and_opens_what_its_scopes_name(operator, brand):
    scopes = ["--scope", "card:read", "--scope", "company:read", "--name", "The till"]
    made = operator.told("api-key", "create", "--brand", brand, *scopes)
    assert made["key"].encode() not in stored(operator)
    loaded = settings.Settings(
        env=settings.Environment.DEVELOPMENT,
        base_url="http://localhost:8000",
        secret_key=factories.SECRET_KEY,
        data_dir=operator.data,
    )
    parts = wiring.build(loaded)
    client = create_app(loaded, parts).test_client()
    headers = {"Authorization": f"Bearer {made['key']}"}
    assert client.get("/api/v1/companies", headers=headers).status_code == 200
    assert client.get("/api/v1/members", headers=headers).status_code == 403
    parts.close()


def test_a_key_stands_alone_on_its_line(operator, brand):
    result = operator.run("api-key", "create", "--brand", brand, "--scope", "*")
    first, key = result.stdout.splitlines()
    assert "shown this once" in first
    assert key.startswith("wsk_")
    assert "wsk_" not in first + result.stderr


def test_an_unknown_scope_is_answered_with_the_known_ones(operator, brand):
    arguments = ["--brand", brand, "--scope", "card:read", "--scope", "everything"]
    said = operator.refused("api-key", "create", *arguments)
    assert "Unknown scopes: everything. Known are: *, brand:read, card:read" in said
    database = operator.database()
    with database.reading_across_brands() as session:
        assert session.scalar(text("SELECT COUNT(*) FROM api_keys")) == 0
    database.dispose()


def test_brands_have_keys_of_their_own(operator, brand):
    other = operator.told("brand", "create", "--name", "Other")["id"]
    database = operator.database()
    with database.reading_across_brands() as session:
        statement = text("SELECT id, data_key_wrapped FROM brands")
        wrapped = dict(session.execute(statement).all())
    database.dispose()
    keys = Vault(factories.SECRET_KEY)
    for brand_id in (brand, other):
        assert keys.data_key(wrapped[brand_id], brand_id=brand_id)
    assert wrapped[brand] != wrapped[other]
