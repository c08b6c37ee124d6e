"""Each check of the examination: what is well, what ends soon, what is broken."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests import certificates, factories
from tests.certificates import NOW
from tests.services.till.till import Till, local
from wallet_service.database import Database
from wallet_service.models.due_fault import DueFault
from wallet_service.models.outbox import OutboxMessage
from wallet_service.passes.templates import Designs
from wallet_service.services.actors import OPERATOR
from wallet_service.services.insight import health
from wallet_service.services.keyring import Keyring
from wallet_service.services.wallet import apple_certificates
from wallet_service.services.wallet.apple_certificates import Upload
from wallet_service.settings import Settings
from wallet_service.simulator.development_authority import LeafOptions
from wallet_service.vault import Vault
from wallet_service.wallets.apple import badges

PRODUCTION = "https://cards.example.com"


@pytest.fixture
def clean(monkeypatch):
    """No setting of this machine is looked at."""
    monkeypatch.delenv("WALLET_TEST_POSTGRES_URL", raising=False)


@pytest.fixture
def house(any_database, vault, tmp_path, clean):
    """An installation without brands, in production."""
    return House(any_database, vault, tmp_path)


class House:
    """An installation to examine."""

    def __init__(self, database, vault, folder):
        self.database = database
        self.vault = vault
        self.keyring = Keyring(vault)
        self.folder = folder
        self.designs = Designs(factories.TEMPLATES)
        self.base_url = PRODUCTION

    def examine(self, now=NOW, **settings):
        """The checks by name; those of one name in a list."""
        given = {
            "base_url": self.base_url,
            "secret_key": factories.SECRET_KEY,
            "data_dir": self.folder,
        }
        found = health.examine(
            Settings(**given | settings),
            self.database,
            self.keyring,
            self.designs,
            now,
        )
        by_name: dict[str, list[health.Check]] = {}
        for check in found:
            by_name.setdefault(check.name, []).append(check)
        return by_name

    def one(self, name, now=NOW, **settings):
        (check,) = self.examine(now, **settings)[name]
        return check

    def brand(self, name="Acme"):
        return factories.a_brand(self.database, self.vault, name=name)

    def install(self, brand_id, options=None):
        options = options or LeafOptions()
        issued = certificates.issue(options)
        upload = Upload(
            issued.certificate_pem,
            issued.key_pem,
            intermediate=certificates.chain().intermediate.certificate_pem,
        )
        with self.database.writing(brand_id) as session:
            apple_certificates.install(
                session,
                self.keyring,
                upload,
                actor=OPERATOR,
                now=NOW,
                allow_foreign_intermediate=True,
            )


@pytest.mark.parametrize(
    ("base_url", "state"),
    [
        (PRODUCTION, "ok"),
        ("https://localhost", "fault"),
        ("https://127.0.0.1:8443", "fault"),
        ("https://192.168.1.20", "fault"),
        ("https://[::1]", "fault"),
        ("https://wallet", "fault"),
        ("https://93.184.216.34", "ok"),
    ],
)
def test_the_address_must_be_one_that_phones_reach(house, base_url, state):
    assert house.one("address", base_url=base_url).state == state


def test_development_is_told_as_a_warning(house):
    check = house.one("address", env="development", base_url="http://localhost:8000")
    assert check.state == "warning"
    assert "no real phone accepts it" in check.detail


def test_a_variable_that_is_no_setting_is_named(house, monkeypatch):
    assert "settings" not in house.examine()
    monkeypatch.setenv("WALLET_BASEURL", "https://cards.example.com")
    check = house.one("settings")
    assert (check.state, "WALLET_BASEURL" in check.detail) == ("warning", True)


def test_each_design_is_checked(house, tmp_path):
    folder = tmp_path / "designs"
    shutil.copytree(factories.TEMPLATES / "classic", folder / "classic")
    shutil.copytree(factories.TEMPLATES / "classic", folder / "broken")
    (folder / "broken" / "design.json").write_text("{")
    house.designs = Designs(folder)
    broken, classic = house.examine()["designs"]
    assert (classic.state, broken.state) == ("ok", "fault")
    assert "broken/design.json" in broken.detail
    house.designs = Designs(tmp_path / "nowhere")
    assert house.one("designs").detail == "there is no card design"


def test_missing_badges_are_a_warning_that_names_the_files(house):
    check = house.one("badges")
    assert check.state == "warning"
    assert all(name in check.cure for name in map(badges.file_name, badges.LOCALES))
    (house.folder / "badges").mkdir()
    for name in map(badges.file_name, badges.LOCALES):
        (house.folder / "badges" / name).write_text("<svg/>")
    assert house.one("badges").state == "ok"


def test_an_empty_database_ends_the_examination(house, tmp_path):
    house.database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    found = house.examine()
    assert found["database"][0].state == "fault"
    assert found["database"][0].cure == "Run wallet-service migrate."
    assert "outbox" not in found
    house.database.dispose()


def test_a_database_that_does_not_answer_is_a_fault(house, tmp_path):
    house.database = Database(f"sqlite:///{tmp_path / 'nowhere' / 'wallet.db'}")
    check = house.one("database")
    assert check.detail == "the database does not answer (OperationalError)"
    house.database.dispose()


def test_an_installation_without_brands_is_told_how_to_begin(house):
    check = house.one("brands")
    assert check.state == "warning"
    assert "wallet-service brand create" in check.cure


def test_another_secret_key_is_a_fault_of_each_brand(house):
    brand_id = house.brand()
    assert house.one("keys").state == "ok"
    house.keyring = Keyring(Vault("another-secret-key-than-the-first-one"))
    check = house.one("keys")
    assert (check.state, brand_id in check.detail) == ("fault", True)
    assert "WALLET_SECRET_KEY" in check.cure


def test_a_brand_without_a_certificate_is_told_how_to_begin(house):
    brand_id = house.brand()
    check = house.one("apple")
    assert check.state == "warning"
    assert check.cure.endswith(f"wallet-service apple csr --brand {brand_id}")


@pytest.mark.parametrize(
    ("days_left", "state", "detail"),
    [
        (200, "ok", "signs until"),
        (59, "warning", "the certificate ends in 59 days, on"),
        (8, "warning", "the certificate ends in 8 days, on"),
        (7, "fault", "the certificate ends in 7 days, on"),
        (-1, "fault", "the certificate ended on"),
    ],
)
def test_a_certificate_that_ends_is_told_in_time(house, days_left, state, detail):
    house.install(house.brand())
    ends = NOW + timedelta(days=396)
    check = house.one("apple", ends - timedelta(days=days_left))
    assert check.state == state
    assert detail in check.detail


def test_pushes_that_apple_stopped_are_a_fault(house):
    house.install(house.brand())
    assert "pushes" not in house.examine()
    with house.database.writing_across_brands() as session:
        session.execute(
            text("UPDATE apple_pass_types SET stopped_reason = 'BadCertificate'")
        )
    check = house.one("pushes")
    assert (check.state, "BadCertificate" in check.detail) == ("fault", True)


def message(brand_id, state, **times):
    return OutboxMessage(
        id=f"outb_{state}",
        brand_id=brand_id,
        topic="card-changed",
        subject="card_x",
        lane=0,
        state=state,
        changes=1,
        attempts=0,
        last_error="InternalServerError" if state == "dead" else None,
        **{"owed_at": NOW, "due_at": NOW} | times,
    )


def test_an_update_that_waits_for_minutes_needs_a_worker(house):
    brand_id = house.brand()
    with house.database.writing(brand_id) as session:
        session.add(message(brand_id, "queued"))
        session.flush()
    assert house.one("outbox", NOW + timedelta(minutes=5)).state == "ok"
    check = house.one("outbox", NOW + timedelta(minutes=12))
    assert check.detail == "an update has waited for 12 minutes"
    assert "wallet-service worker" in check.cure


def test_an_update_that_was_given_up_is_told_with_its_reason(house):
    brand_id = house.brand()
    with house.database.writing(brand_id) as session:
        session.add(message(brand_id, "dead", settled_at=NOW))
        session.flush()
    check = house.one("outbox")
    assert check.state == "warning"
    assert check.detail == "1 updates were given up; the last: InternalServerError"


def test_points_that_are_not_released_need_a_worker(house):
    till = Till(house.database, house.vault)
    card_id = till.card_of("cashback", {"rate_bp": 500, "hold_days": 14})
    till.buy(card_id, "1,000.00", local(3, 10))
    assert "due work" not in house.examine(local(3, 20))
    check = house.one("due work", local(3, 30))
    assert (check.state, "wallet-service worker" in check.cure) == ("fault", True)
    till.run_due(local(3, 30))
    assert "due work" not in house.examine(local(3, 30))


def test_due_work_that_was_set_aside_is_told(house):
    till = Till(house.database, house.vault)
    fault = DueFault(
        subject="acct_1",
        brand_id=till.brand_id,
        tries=3,
        error="IntegrityError",
        failed_at=local(3, 10),
        retry_at=local(3, 10, 13),
    )
    with house.database.writing(till.brand_id) as session:
        session.add(fault)
    check = house.one("due work", local(3, 10))
    assert check.state == "fault"
    assert "acct_1" in check.detail
    assert "IntegrityError, tries: 3, next at 2026-03-10 10:00 UTC" in check.detail


def test_a_check_is_told_as_plain_json(house):
    assert house.one("address").as_document() == {
        "name": "address",
        "state": "ok",
        "detail": PRODUCTION,
        "cure": "",
    }
