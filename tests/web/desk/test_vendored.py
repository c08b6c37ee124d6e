"""What others wrote is what it was when it was taken, with its licence beside it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from wallet_service.web import desk

VENDOR = Path(desk.__file__).parent / "static" / "vendor"


def test_every_file_is_recorded_and_none_was_changed():
    record = json.loads((VENDOR / "VENDOR.json").read_text())
    present = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "VENDOR.json"
    }
    assert present == record["sha256"]
    for package in record["packages"]:
        assert (VENDOR / package["name"] / "LICENSE").exists()
