"""What an operator can mend is told in a line with its cure, and never a traceback."""

from __future__ import annotations

import sys

import pytest

from tests.cli.operator import Operator
from wallet_service.cli.main import cli

FOR_A_BRAND = (
    ["user", "create", "--email", "a@example.com", "--role", "owner"],
    ["api-key", "create", "--scope", "*"],
    ["apple", "csr"],
    ["apple", "install", "--development"],
)
AT_HEAD = (
    ["audit"],
    ["serve", "--port", "0"],
    ["worker", "--once"],
    ["run-due", "--once"],
    ["brand", "create", "--name", "Acme"],
)
OTHER_SECRET = "another-secret-key-than-the-one-of-the-tests"


def commands(group=cli, path=()):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield [*path, name]


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_every_command_explains_itself_and_offers_json(bare, command):
    nothing_set = Operator(bare.folder, {})
    result = nothing_set.run(*command, "--help")
    assert result.exit_code == 0
    assert f"Usage: cli {' '.join(command)} [OPTIONS]" in result.stdout
    assert "--json" in result.stdout


@pytest.mark.parametrize("command", AT_HEAD, ids=" ".join)
def test_an_unmigrated_database_is_refused_with_the_cure(bare, command):
    said = bare.refused(*command)
    assert "the database is at version none" in said
    assert said.endswith("run 'wallet-service migrate'\n")


@pytest.mark.parametrize("command", AT_HEAD, ids=" ".join)
def test_another_secret_key_is_refused_before_anything_is_done(
    operator, brand, command
):
    said = operator.refused(*command, secret_key=OTHER_SECRET)
    assert "sealed with another WALLET_SECRET_KEY" in said
    assert OTHER_SECRET not in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("command", FOR_A_BRAND, ids=" ".join)
def test_an_unknown_brand_is_answered_with_the_known_ones(operator, command):
    first = operator.refused(*command, "--brand", "brnd_x")
    assert "there is no brand yet: wallet-service brand create" in first
    made = operator.told("brand", "create", "--name", "Acme", "--slug", "acme-tools")
    said = operator.refused(*command, "--brand", "brnd_x")
    assert f"no brand 'brnd_x'; there is: {made['id']} (acme-tools)" in said


@pytest.mark.parametrize("command", [["migrate"], *AT_HEAD], ids=" ".join)
def test_a_database_that_does_not_answer_is_told_without_its_password(bare, command):
    url = "postgresql://wallet:hunter2@127.0.0.1:1/wallet"
    said = bare.refused(*command, database_url=url)
    assert "the database does not answer, check WALLET_DATABASE_URL" in said
    assert "refused" in said
    assert "hunter2" not in said
    assert len(said.splitlines()) == 1


def test_a_file_that_is_no_database_is_told(bare):
    path = bare.folder / "text.db"
    path.write_text("no database at all, but long enough for its first page " * 20)
    said = bare.refused("audit", database_url=f"sqlite:///{path}")
    assert said.endswith("file is not a database\n")


def test_a_data_folder_that_cannot_be_made_is_named(bare):
    (bare.folder / "file").write_text("")
    said = bare.refused("migrate", data_dir=str(bare.folder / "file" / "data"))
    assert said == f"wallet-service: {bare.folder / 'file' / 'data'}: Not a directory\n"


def test_postgresql_without_its_driver_names_what_to_install(bare, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    said = bare.refused("migrate", database_url="postgresql://wallet@127.0.0.1/wallet")
    assert "pip install 'wallet-service[postgres]'" in said


def test_the_program_itself_fails_in_a_line(bare):
    with bare.start("audit") as program:
        out, err = program.communicate(timeout=60)
    assert program.returncode == 1
    assert out == ""
    assert err.startswith("wallet-service: the database is at version none")
    assert len(err.splitlines()) == 1
