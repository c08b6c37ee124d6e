"""Wrong settings stop every command with one message that names all of them."""

from __future__ import annotations

import pytest

from tests.cli.operator import Operator

COMMANDS = (
    ["migrate"],
    ["doctor"],
    ["audit"],
    ["serve", "--port", "0"],
    ["worker", "--once"],
    ["run-due", "--once"],
    ["brand", "create", "--name", "Acme"],
    ["user", "create", "--brand", "b", "--email", "a@example.com", "--role", "owner"],
    ["api-key", "create", "--brand", "b", "--scope", "*"],
    ["apple", "csr", "--brand", "b"],
    ["apple", "install", "--brand", "b", "--development"],
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_names_the_settings_that_are_missing(bare, command):
    empty = Operator(bare.folder, {})
    assert empty.refused(*command).splitlines() == [
        "wallet-service: these settings are missing or wrong:",
        "  WALLET_BASE_URL is not set",
        "  WALLET_SECRET_KEY is not set",
    ]


def test_production_names_every_fault_at_once(bare):
    message = bare.refused(
        "doctor",
        env="production",
        base_url="http://cards.example.com",
        secret_key="short",
        apns_url="https://127.0.0.1:2197",
        apns_ca_file="root.pem",
        log_level="loud",
        relay_threads="0",
    )
    named = [line.split()[0] for line in message.splitlines()[1:]]
    assert named == [
        "WALLET_BASE_URL",
        "WALLET_SECRET_KEY",
        "WALLET_LOG_LEVEL",
        "WALLET_RELAY_THREADS",
        "WALLET_APNS_URL",
        "WALLET_APNS_CA_FILE",
    ]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"env": "staging"}, "WALLET_ENV must be 'production' or 'development'"),
        ({"base_url": "cards.example.com"}, "WALLET_BASE_URL must be an address"),
        ({"base_url": "https://"}, "WALLET_BASE_URL must be an address"),
        ({"base_url": "https://x.example/?a=b"}, "must end with the host or a path"),
        ({"secret_key": "31-characters-are-one-too-few-x"}, "at least 32 random"),
        ({"database_url": "no address"}, "WALLET_DATABASE_URL must be an address"),
        ({"database_url": "mysql://u@h/d"}, "WALLET_DATABASE_URL must be an address"),
        ({"database_url": "postgresql://h"}, "WALLET_DATABASE_URL must be an address"),
        ({"database_url": "sqlite://"}, "WALLET_DATABASE_URL must be an address"),
        ({"web_processes": "2"}, "WALLET_WEB_PROCESSES above 1 needs PostgreSQL"),
        ({"web_threads": "many"}, "WALLET_WEB_THREADS must be a valid integer"),
    ],
    ids=str,
)
def test_a_wrong_value_is_told_in_words(bare, settings, said):
    assert said in bare.refused("doctor", **settings)


def test_a_wrong_database_address_does_not_show_its_password(bare):
    url = "postgresql://wallet:hunter2@host:port/name"
    assert "hunter2" not in bare.refused("doctor", database_url=url)


def test_an_empty_variable_counts_as_not_set(operator):
    assert operator.run("audit", apns_ca_file="", env="development").exit_code == 0
    assert "WALLET_SECRET_KEY is not set" in operator.refused("audit", secret_key="")


def test_the_secret_may_lie_in_a_file(operator, brand):
    path = operator.folder / "secret"
    path.write_text(operator.environment["WALLET_SECRET_KEY"] + "\n")
    settings = {"secret_key": "", "secret_key_file": str(path)}
    assert operator.run("audit", **settings).exit_code == 0


def test_a_secret_file_that_cannot_be_read_is_named(bare):
    path = bare.folder / "secret"
    missing = bare.refused("doctor", secret_key_file=str(path))
    assert f"WALLET_SECRET_KEY_FILE: cannot read {path}: No such file" in missing
    path.write_bytes(bytes(range(128, 192)))
    binary = bare.refused("doctor", secret_key_file=str(path))
    assert f"WALLET_SECRET_KEY_FILE: {path} is not text" in binary
