"""What others wrote is what it was when it was taken, with its licence beside it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from wallet_service.web import scanner

VENDOR = Path(scanner.__file__).parent / "static" / "vendor"
RECORD = json.loads((VENDOR / "VENDOR.json").read_text())
LOADER = VENDOR / "barcode-detector" / "zxing-exported.js"
MOST_BYTES = 900_000


def test_every_file_is_recorded_and_none_was_changed():
    present = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "VENDOR.json"
    }
    assert present == RECORD["sha256"]
    for package in RECORD["packages"]:
        assert (VENDOR / package["name"] / "LICENSE").exists()


def test_loader_and_decoder_are_of_one_version():
    versions = {one["name"]: one["version"] for one in RECORD["packages"]}
    assert f"zxing-wasm@{versions['zxing-wasm']}/" in LOADER.read_text()


@pytest.fixture
def sent(client):
    """Bytes of every file that the page asks for, as they go over the network."""
    headers = {"Accept-Encoding": "gzip"}
    worker = client.get("/scan/sw.js").text
    files = json.loads(worker.split("const FILES = ")[1].split(";\n")[0])
    pages = ["/scan", "/scan/manifest.webmanifest", *files]
    return {one: len(client.get(one, headers=headers).data) for one in pages}


def test_the_first_load_with_camera_decoder_and_all_stays_under_900_kb(sent):
    assert sum(sent.values()) < MOST_BYTES
    assert any(name.endswith(".wasm") for name in sent)
