"""Settings: whatever is missing or wrong stops the start and names its variable."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wallet_service import settings
from wallet_service.settings import Environment, SettingsError

SECRET = "s" * 32


@pytest.fixture(autouse=True)
def variables(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A production environment that is complete, and nothing else."""
    for name in list(os.environ):
        if name.startswith("WALLET_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("WALLET_BASE_URL", "https://cards.example.com/")
    monkeypatch.setenv("WALLET_SECRET_KEY", SECRET)
    return monkeypatch


def _fault() -> str:
    with pytest.raises(SettingsError) as wrong:
        settings.load()
    return str(wrong.value)


def test_production_is_the_default() -> None:
    loaded = settings.load()
    assert loaded.env is Environment.PRODUCTION
    assert loaded.base_url == "https://cards.example.com"
    assert loaded.effective_database_url == "sqlite:///data/wallet.db"


@pytest.mark.parametrize("name", ["WALLET_SECRET_KEY", "WALLET_BASE_URL"])
def test_a_missing_variable_is_named(variables: pytest.MonkeyPatch, name: str) -> None:
    variables.delenv(name)
    assert name in _fault()


def test_all_faults_are_told_at_once(variables: pytest.MonkeyPatch) -> None:
    variables.delenv("WALLET_BASE_URL")
    variables.setenv("WALLET_SECRET_KEY", "short")
    fault = _fault()
    assert "WALLET_BASE_URL" in fault
    assert "WALLET_SECRET_KEY " in fault


def test_a_short_secret_is_refused_and_not_shown(
    variables: pytest.MonkeyPatch,
) -> None:
    variables.setenv("WALLET_SECRET_KEY", "hunter2" * 4)
    fault = _fault()
    assert "WALLET_SECRET_KEY " in fault
    assert "at least 32" in fault
    assert "hunter2" not in fault


def test_the_secret_is_never_shown() -> None:
    loaded = settings.load()
    assert SECRET not in repr(loaded)
    assert SECRET not in str(loaded)


def test_the_secret_may_lie_in_a_file(
    variables: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "secret"
    path.write_text("f" * 40 + "\n", encoding="utf-8")
    variables.delenv("WALLET_SECRET_KEY")
    variables.setenv("WALLET_SECRET_KEY_FILE", str(path))
    assert settings.load().secret_key.get_secret_value() == "f" * 40
    path.unlink()
    assert "WALLET_SECRET_KEY_FILE" in _fault()


def test_http_is_for_development_alone(variables: pytest.MonkeyPatch) -> None:
    variables.setenv("WALLET_BASE_URL", "http://localhost:8000")
    fault = _fault()
    assert "WALLET_BASE_URL " in fault
    assert "WALLET_ENV=development" in fault
    variables.setenv("WALLET_ENV", "development")
    assert settings.load().is_development


@pytest.mark.parametrize(
    "address",
    ["ftp://cards.example.com", "cards.example.com", "https://", "https:///x"],
)
def test_a_base_url_is_a_web_address(
    variables: pytest.MonkeyPatch, address: str
) -> None:
    variables.setenv("WALLET_ENV", "development")
    variables.setenv("WALLET_BASE_URL", address)
    assert "WALLET_BASE_URL " in _fault()


def test_a_password_in_a_wrong_database_address_is_not_repeated(
    variables: pytest.MonkeyPatch,
) -> None:
    variables.setenv("WALLET_DATABASE_URL", "mysql://wallet:hunter2@db/wallet")
    fault = _fault()
    assert "WALLET_DATABASE_URL " in fault
    assert "hunter2" not in fault


def test_several_web_processes_need_postgresql(variables: pytest.MonkeyPatch) -> None:
    variables.setenv("WALLET_WEB_PROCESSES", "2")
    assert "WALLET_WEB_PROCESSES " in _fault()
    variables.setenv("WALLET_DATABASE_URL", "postgresql://db/wallet")
    assert settings.load().web_processes == 2


@pytest.mark.parametrize("name", ["apns_url", "apns_ca_file"])
def test_stand_ins_are_for_development_alone(
    variables: pytest.MonkeyPatch, name: str
) -> None:
    variable = f"WALLET_{name.upper()}"
    variables.setenv(variable, "https://127.0.0.1:9000")
    fault = _fault()
    assert variable in fault
    assert "WALLET_ENV=development" in fault
    variables.setenv("WALLET_ENV", "development")
    settings.load()


def test_an_unknown_environment_is_refused(variables: pytest.MonkeyPatch) -> None:
    variables.setenv("WALLET_ENV", "staging")
    assert "WALLET_ENV " in _fault()


def test_the_given_database_is_used(variables: pytest.MonkeyPatch) -> None:
    variables.setenv("WALLET_DATABASE_URL", "postgresql+psycopg://db/wallet")
    loaded = settings.load()
    assert loaded.effective_database_url == "postgresql+psycopg://db/wallet"
