"""The documents are true where a program can tell: settings, rooms, links, words."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from wallet_service.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
DOCUMENTS = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").rglob("*.md"),
    *(ROOT / "certs").glob("*.md"),
    *(ROOT / "benchmarks").glob("*.md"),
    *(ROOT / "pass_templates").glob("*.md"),
]
LINK = re.compile(r"\]\(([^)\s]+)\)")
TEST_FILE = re.compile(r"`(?:tests/)?((?:\w+/)*test_\w+\.py)`")
CASES = re.compile(r"def test_(?:case|reading|statement)s?_([A-Z]\d+\w*)")
NUMBERS = r"\d+(?:_(?:and_|to_)?\d+)*"
STATEMENTS = {
    document: re.compile(rf"def test_{platform}statements?_({NUMBERS})")
    for document, platform in (("apple-wallet.md", ""), ("google-wallet.md", "google_"))
}
# Written in pieces, so that this file does not contain what it looks for.
MACHINE_PATHS = re.compile("/" + r"work/|\.\./" + r"shared\b|/" + r"root/")
REGISTRY_HOSTS = re.compile(
    "|".join(
        name + r"\." + domain
        for name, domain in [
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("npmjs", "org"),
            ("npmjs", "com"),
            ("debian", "org"),
            ("proxy.golang", "org"),
        ]
    )
)
NOT_OURS = {
    *(".git", ".venv", "vendor", "node_modules", "__pycache__", "build", "dist"),
    *(
        "mutants",
        "htmlcov",
        ".hypothesis",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
    ),
}
UNFINISHED = re.compile("TO" + "DO|FIX" + "ME|X" + "XX|raise NotImplemented" + "Error")


def texts():
    """Every text of the project: what git would track, found without git."""
    for folder, below, names in os.walk(ROOT):
        own = Path(folder).relative_to(ROOT)
        below[:] = [n for n in below if n not in NOT_OURS and str(own / n) != "data"]
        for path in (Path(folder, name) for name in names if name not in NOT_OURS):
            if path.suffix not in {".pem", ".db", ".log"}:
                try:
                    yield path, path.read_text(encoding="utf-8")
                except UnicodeDecodeError:
                    continue  # a picture or a font


def documented_settings():
    table = README.partition("## Settings")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `(WALLET_\w+)`", table, re.MULTILINE))


def test_the_readme_lists_exactly_the_settings_that_exist():
    existing = {f"WALLET_{name.upper()}" for name in Settings.model_fields}
    assert documented_settings() == existing | {"WALLET_SECRET_KEY_FILE"}


def test_every_decision_record_is_listed_in_the_architecture():
    architecture = (ROOT / "docs" / "architecture.md").read_text()
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    missing = [r.name for r in records if f"(adr/{r.name})" not in architecture]
    assert records
    assert missing == []


def test_every_room_is_named_in_the_architecture():
    architecture = (ROOT / "docs" / "architecture.md").read_text()
    rooms = {
        f"{path.name}/" if path.is_dir() else path.name
        for path in (ROOT / "wallet_service").iterdir()
        if (path.is_dir() and (path / "__init__.py").exists()) or path.suffix == ".py"
    }
    outside = {"__init__.py", "__main__.py"}
    assert {
        room for room in rooms - outside if f"`{room}`" not in architecture
    } == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_relative_link_leads_somewhere(document):
    for target in LINK.findall(document.read_text()):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        destination = (document.parent / path) if path else document
        assert destination.exists(), f"{document.name} links to {target}"
        assert not anchor or anchor in anchors(destination), f"no heading {target}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_test_that_a_document_names_exists(document):
    named = TEST_FILE.findall(document.read_text())
    assert [one for one in named if not (ROOT / "tests" / one).exists()] == []


@pytest.mark.parametrize(
    ("document", "count"), [("apple-wallet.md", 45), ("google-wallet.md", 37)]
)
def test_every_statement_of_a_platform_names_the_files_that_hold_it(document, count):
    rows = (ROOT / "docs" / document).read_text().splitlines()
    told = {
        int(row.split("|")[1]): set(TEST_FILE.findall(row))
        for row in rows
        if re.match(r"\| \d+ \|", row)
    }
    held: dict[int, set[str]] = {number: set() for number in range(1, count + 1)}
    for path in (ROOT / "tests").rglob("test_*.py"):
        for words in STATEMENTS[document].findall(path.read_text()):
            for number in numbers_in(words):
                held[number].add(str(path.relative_to(ROOT / "tests")))
    assert told == held


def numbers_in(words):
    first, to, last = words.partition("_to_")
    if to:
        return range(int(first), int(last) + 1)
    return [int(number) for number in re.findall(r"\d+", words)]


def anchors(document):
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", h).strip().lower().replace(" ", "-") for h in headings
    }


@pytest.mark.parametrize(
    ("pattern", "suffixes"),
    [
        (MACHINE_PATHS, None),
        (REGISTRY_HOSTS, None),
        (UNFINISHED, {".py", ".js", ".css", ".html"}),
    ],
    ids=["machine paths", "registry hosts", "unfinished work"],
)
def test_no_file_holds_words_that_do_not_belong(pattern, suffixes):
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path, text in texts()
        if (suffixes is None or path.suffix in suffixes)
        and (match := pattern.search(text))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("pattern", "sample"),
    [
        (MACHINE_PATHS, "see /" + "work/main"),
        (MACHINE_PATHS, "see ../" + "shared/rules.md"),
        (REGISTRY_HOSTS, "https://files.pythonhosted" + ".org/packages"),
        (UNFINISHED, "# TO" + "DO: later"),
    ],
)
def test_the_patterns_find_what_they_look_for(pattern, sample):
    assert pattern.search(sample)


def test_the_rules_hold_every_numbered_case_and_reading():
    rules = (ROOT / "docs" / "rules.md").read_text()
    wanted = {"D": 6, "A": 20, "C": 20, "S": 14, "M": 14, "R": 38}
    numbers = [
        f"{kind}{n}" for kind, last in wanted.items() for n in range(1, last + 1)
    ]
    assert [n for n in numbers if f"\n| {n} |" not in rules] == []


def law():
    """Every number of the rules with what stands in the column `now`."""
    rows = (ROOT / "docs" / "rules.md").read_text().splitlines()
    numbered = [row for row in rows if re.match(r"\| [DACSMR]\d+ \|", row)]
    cells = [[cell.strip() for cell in row.split("|")] for row in numbered]
    # A1 to A3 stand in a wider table: the last cell is `now` in every one
    return {cell[1]: cell[-2] for cell in cells}


def named_by_tests(*, in_the_model: bool):
    return {
        number
        for path in (ROOT / "tests").rglob("test_*.py")
        if (path.parent.name == "oracle") is in_the_model
        for words in CASES.findall(path.read_text())
        for number in re.findall(r"[DACSMR]\d+", words)
    }


def test_what_the_rules_call_offered_is_tested_in_the_product_itself():
    offered = {number for number, now in law().items() if not now.startswith("later")}
    assert len(offered) == 6 + 20 + 20 + 14 + 8 + 38
    assert offered - named_by_tests(in_the_model=False) == set()


def test_what_the_rules_call_offered_is_tested_in_the_model():
    offered = {number for number, now in law().items() if not now.startswith("later")}
    assert offered - named_by_tests(in_the_model=True) == set()
