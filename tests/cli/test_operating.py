"""Migrate, doctor and audit, as an operator reads them."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from tests import factories
from tests.services.till.till import Till, local
from wallet_service import schema
from wallet_service.vault import Vault


@pytest.fixture
def purchase(operator, brand):
    """A purchase on a cashback card; gives the identifier of the points account."""
    database = operator.database()
    till = Till(database, Vault(factories.SECRET_KEY), name="Other")
    till.buy(till.card_of("cashback"), "1,000.00", local(3, 10))
    with database.reading_across_brands() as session:
        account = session.scalar(text("SELECT id FROM accounts WHERE unit = 'points'"))
    database.dispose()
    return account


def change(operator, account, *statements):
    """What somebody with the database's file can do to an account."""
    database = operator.database()
    with database.writing_across_brands() as session:
        for statement in statements:
            session.execute(text(statement), {"account": account})
    database.dispose()


def test_migrate_makes_the_tables_once(bare):
    assert bare.told("migrate") == {"before": None, "at": schema.head()}
    assert bare.told("migrate") == {"before": schema.head(), "at": schema.head()}
    said = bare.run("migrate").stdout
    assert said == f"The database is already at version {schema.head()}.\n"
    assert bare.data.stat().st_mode & 0o777 == 0o700


def test_postgresql_is_operated_by_the_same_commands(bare, postgres):
    assert bare.told("migrate")["before"] == schema.head()
    assert bare.told("doctor")["ok"]
    assert bare.told("audit")["ok"]
    assert bare.told("run-due", "--once") == {"accounts": 0}
    assert bare.told("worker", "--once") == {"paid": 0}
    assert bare.told("brand", "create", "--name", "Acme")["slug"] == "acme"
    assert not bare.data.exists()


def test_a_clean_ledger_agrees(operator, purchase):
    result = operator.run("audit")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "The ledger agrees.",
        "Checks: 25, entries: 1, rows that disagree: 0.",
    ]
    told = result.stderr.splitlines()
    assert len(told) == len(set(told)) == 26
    assert told[1] == "checking that a balance is the sum of the account's entries"
    assert told[-2:] == [
        "  entries read: 1",
        "checking that what was bought and returned comes out as it did",
    ]


def test_a_balance_that_was_changed_is_named(operator, purchase):
    change(
        operator,
        purchase,
        "UPDATE accounts SET balance = balance + 5 WHERE id = :account",
    )
    result = operator.run("audit")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0] == (
        f"{purchase}: balance 5005, entries 5000; "
        "but a balance is the sum of the account's entries (I-2)"
    )
    assert lines[-1] == "Checks: 25, entries: 1, rows that disagree: 2."


def test_an_entry_that_was_altered_is_named(operator, purchase):
    change(
        operator,
        purchase,
        "DROP TRIGGER entries_refuse_update",
        "UPDATE entries SET counter = 'liability' WHERE account_id = :account",
    )
    result = operator.run("audit", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["ok"], told["checks"]) == (1, False, 25)
    chained = [one for one in told["findings"] if one["invariant"] == "I-15"]
    assert [one["detail"] for one in chained] == ["the entry was altered"]
    assert chained[0]["rule"] == "every account's chain of hashes is whole"


def test_an_end_that_was_cut_off_is_named(operator, purchase):
    cut_off = "UPDATE accounts SET head_hash = 'of an entry that is gone'"
    change(operator, purchase, f"{cut_off} WHERE id = :account")
    (found,) = json.loads(operator.run("audit", "--json").stdout)["findings"]
    assert found["row"] == purchase
    assert found["detail"] == "the last of 1 entries is missing or another"


def test_the_doctor_ends_well_with_warnings(operator, brand):
    result = operator.run("doctor")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert f"Begin with: wallet-service apple csr --brand {brand}" in result.stdout
    assert result.stdout.endswith("Faults: 0, warnings: 4.\n")


def test_the_doctor_fails_for_a_fault_and_names_the_cure(bare):
    result = bare.run("doctor")
    assert result.exit_code == 1
    assert "FAULT    database: the database is at version none" in result.stdout
    assert "         Run wallet-service migrate.\n" in result.stdout


def test_the_doctor_tells_machines_the_same(operator, brand):
    told = operator.told("doctor")
    assert told["ok"] is True
    assert {one["name"] for one in told["checks"]} == {
        *(
            "address",
            "designs",
            "badges",
            "mail",
            "database",
            "keys",
            "apple",
            "outbox",
        ),
    }
    assert all(
        set(one) == {"name", "state", "detail", "cure"} for one in told["checks"]
    )


def test_the_doctor_names_a_misspelt_setting(operator):
    result = operator.run("doctor", databse_url="postgresql://u@h/d")
    assert "WALLET_DATABSE_URL is set, and no setting has this name" in result.stdout
