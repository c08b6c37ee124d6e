"""What a virtual phone remembers: its identity, its passes, its tags and its notices.

Kept in a folder of its own, readable by its owner alone, so that a phone is the same
one after a restart; without a folder it lives as long as the process.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from wallet_service.simulator.pass_check import PassFile, PassRefused
from wallet_service.simulator.phone_notices import Notice

Check = Callable[[bytes], PassFile]
PhoneKey = tuple[str, str]
MOST_NOTICES = 50
_STATE_FILE = "phone.json"


@dataclass(frozen=True, slots=True)
class InstalledPass:
    """A pass in the wallet; `gets_updates` while the phone is registered for it."""

    pass_file: PassFile
    data: bytes = field(repr=False)
    last_modified: str | None
    updated_at: datetime
    gets_updates: bool = False

    @property
    def serial_number(self) -> str:
        """The pass's serial number."""
        return str(self.pass_file.document["serialNumber"])

    @property
    def pass_type_identifier(self) -> str:
        """The pass type, which is also the topic of its pushes."""
        return str(self.pass_file.document["passTypeIdentifier"])

    @property
    def web_service_url(self) -> str | None:
        """The base address of its web service, if it wants updates at all."""
        url = self.pass_file.document.get("webServiceURL")
        return str(url).rstrip("/") if url else None

    @property
    def authentication_token(self) -> str:
        """The secret that opens this pass, and nothing else, at its web service."""
        return str(self.pass_file.document.get("authenticationToken", ""))

    @property
    def is_voided(self) -> bool:
        """Whether the issuer has declared it invalid."""
        return self.pass_file.document.get("voided") is True

    @property
    def key(self) -> PhoneKey:
        """What makes a pass the same pass."""
        return self.pass_type_identifier, self.serial_number


@dataclass(slots=True)
class PhoneMemory:
    """The whole state; `tags` by web service and pass type, `wanted` still to fetch."""

    device_library_identifier: str = field(repr=False)
    push_token: str = field(repr=False)
    passes: dict[PhoneKey, InstalledPass] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    wanted: set[PhoneKey] = field(default_factory=set)
    notices: list[Notice] = field(default_factory=list)

    def stop_updates(self, key: PhoneKey) -> None:
        """The web service turned the phone away: this pass stays as it is."""
        self.wanted.discard(key)
        if key in self.passes:
            self.passes[key] = replace(self.passes[key], gets_updates=False)


def new_memory() -> PhoneMemory:
    """A phone fresh from its box."""
    return PhoneMemory(secrets.token_hex(16), secrets.token_hex(32))


def load(folder: Path | None, check: Check) -> PhoneMemory:
    """The memory kept in `folder`; a pass that no longer opens is left out."""
    if folder is None or not (folder / _STATE_FILE).exists():
        return new_memory()
    state = json.loads((folder / _STATE_FILE).read_text(encoding="utf-8"))
    memory = PhoneMemory(state["device"], state["push_token"], tags=state["tags"])
    for kept in state["passes"]:
        installed = _load_pass(folder, kept, check)
        if installed is not None:
            memory.passes[installed.key] = installed
    memory.wanted = {(kept[0], kept[1]) for kept in state["wanted"]}
    memory.notices = [
        Notice(kept[0], kept[1], kept[2], datetime.fromisoformat(kept[3]))
        for kept in state["notices"]
    ]
    return memory


def save(folder: Path | None, memory: PhoneMemory) -> None:
    """Write the memory down whole: a crash leaves the old one or the new one."""
    if folder is None:
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    passes = []
    for installed in memory.passes.values():
        name = f"{hashlib.sha256(installed.data).hexdigest()[:32]}.pkpass"
        if not (folder / name).exists():
            _write(folder / name, installed.data)
        passes.append(
            {
                "file": name,
                "last_modified": installed.last_modified,
                "updated_at": installed.updated_at.isoformat(),
                "gets_updates": installed.gets_updates,
            }
        )
    state = {
        "device": memory.device_library_identifier,
        "push_token": memory.push_token,
        "tags": memory.tags,
        "wanted": sorted(memory.wanted),
        "passes": passes,
        "notices": [
            [note.serial_number, note.title, note.text, note.at.isoformat()]
            for note in memory.notices[-MOST_NOTICES:]
        ],
    }
    _write(folder / _STATE_FILE, json.dumps(state).encode("utf-8"))
    _sweep(folder, {str(kept["file"]) for kept in passes})


def _load_pass(
    folder: Path, kept: dict[str, Any], check: Check
) -> InstalledPass | None:
    try:
        data = (folder / kept["file"]).read_bytes()
        pass_file = check(data)
    except (OSError, PassRefused):
        return None
    return InstalledPass(
        pass_file,
        data,
        kept["last_modified"],
        datetime.fromisoformat(kept["updated_at"]),
        gets_updates=kept["gets_updates"],
    )


def _write(path: Path, data: bytes) -> None:
    fresh = path.with_suffix(".new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(fresh, flags, 0o600), "wb") as file:
        file.write(data)
    fresh.replace(path)


def _sweep(folder: Path, used: set[str]) -> None:
    for path in folder.glob("*.pkpass"):
        if path.name not in used:
            path.unlink(missing_ok=True)
