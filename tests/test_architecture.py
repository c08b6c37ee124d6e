"""The house stands as docs/architecture.md says: imports point down, rooms stay small.

Every import contract of pyproject.toml is tried against a violation planted in a copy
of the package, so a contract that holds nothing is found out.
"""

from __future__ import annotations

import ast
import itertools
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "wallet_service"
CONFIGURATION = tomllib.loads((ROOT / "pyproject.toml").read_text())
CONTRACTS = {
    contract["id"]: contract
    for contract in CONFIGURATION["tool"]["importlinter"]["contracts"]
}
LAYERS = [
    [room.strip("() ") for room in layer.split("|")]
    for layer in CONTRACTS["layers"]["layers"]
]
PLANTED = {
    "cards-standard-library": {"cards": "import pydantic"},
    "pure-rooms": {"passes": "from sqlalchemy import select"},
    "two-wallets": {"wallets/google": "from wallet_service.wallets.apple import cms"},
    "flask-at-the-edge": {"services": "from flask import request"},
    "ledger-tables": {"services": "from wallet_service.models import ledger"},
    "outbox-tables": {"delivery": "from wallet_service.models import outbox"},
}
LONGEST_FILE = 300
LONGEST_FUNCTION = 60


def modules():
    for path in sorted(PACKAGE.rglob("*.py")):
        if "versions" not in path.parts:
            yield path


@pytest.fixture
def house(tmp_path):
    """A copy of the package in which a test may plant what does not belong there."""
    without_caches = shutil.ignore_patterns("__pycache__", "static", "data")
    shutil.copytree(PACKAGE, tmp_path / "wallet_service", ignore=without_caches)
    shutil.copytree(ROOT / "tools", tmp_path / "tools", ignore=without_caches)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def plant(house, room, statement):
    """Put an import into a room: a new module of a package, the end of a file."""
    package = house / "wallet_service" / room
    path = package / "planted.py" if package.is_dir() else package.with_suffix(".py")
    with path.open("a") as module:
        module.write(f"\n{statement}\n")


def lint_imports(folder, *contracts):
    program = Path(sys.executable).with_name("lint-imports")
    chosen = [f"--contract={contract}" for contract in contracts]
    finished = subprocess.run(
        [program, "--no-cache", *chosen],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return finished.returncode, finished.stdout + finished.stderr


def existing(room):
    package, module = PACKAGE / room / "__init__.py", PACKAGE / f"{room}.py"
    return package.exists() or module.exists()


def upward_imports():
    """For every pair of neighbouring layers, a room below and the one above it."""
    for above, below in itertools.pairwise(LAYERS):
        yield below[0], above[0]
    for siblings in LAYERS:
        yield from zip(siblings[1:], siblings, strict=False)


def test_the_imports_of_the_project_keep_every_contract():
    status, output = lint_imports(ROOT)
    assert status == 0, output


def test_every_contract_has_a_planted_violation():
    assert {"layers", *PLANTED} == set(CONTRACTS)


@pytest.mark.parametrize("contract", PLANTED)
def test_a_planted_import_breaks_the_contract(house, contract):
    for room, statement in PLANTED[contract].items():
        plant(house, room, statement)
    status, output = lint_imports(house, contract)
    assert status == 1, output
    assert f"{CONTRACTS[contract]['name']} BROKEN" in output


def test_an_import_that_points_up_or_aside_breaks_the_layers(house):
    pairs = [pair for pair in upward_imports() if all(map(existing, pair))]
    for importer, imported in pairs:
        plant(house, importer, f"import wallet_service.{imported}")
    status, output = lint_imports(house, "layers")
    assert status == 1
    for importer, imported in pairs:
        complaint = (
            f"wallet_service.{importer} is not allowed to import "
            f"wallet_service.{imported}:"
        )
        assert complaint in output


def test_a_room_that_no_layer_names_breaks_the_layers(house):
    (house / "wallet_service" / "helpers.py").write_text('"""Anything."""\n')
    status, output = lint_imports(house, "layers")
    assert status == 1, output


def test_no_module_is_longer_than_a_reader_can_hold():
    lengths = {path: len(path.read_text().splitlines()) for path in modules()}
    assert {p: n for p, n in lengths.items() if n > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_page():
    too_long = {}
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    too_long[f"{path.relative_to(ROOT)}:{node.name}"] = lines
    assert too_long == {}


@pytest.mark.parametrize(
    ("pattern", "only_in"),
    [
        (r"\bdatetime\.(now|utcnow|today)\(|\bdate\.today\(", {"clock.py"}),
        (r"\bos\.(environ|getenv)\b", {"settings.py"}),
    ],
    ids=["the clock", "the environment"],
)
def test_only_one_module_reads_the_machine(pattern, only_in):
    readers = {
        str(path.relative_to(PACKAGE))
        for path in modules()
        if re.search(pattern, path.read_text())
    }
    assert readers <= only_in
