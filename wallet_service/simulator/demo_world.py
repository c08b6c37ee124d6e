"""What the demonstration remembers: its programs, people, phones and purchases.

Only identifiers and names are kept; every figure is asked of the API when it is shown.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

KINDS = ("discount", "accumulating", "cashback", "stamp")
LANGUAGES = ("en", "ru")


@dataclass(slots=True)
class DemoCard:
    """A card; `serial_number` of the pass that the iPhone has taken.

    `object_id` is what the Android phone has saved.
    """

    id: str
    serial_number: str | None = None
    object_id: str | None = None
    purchases: list[str] = field(default_factory=list)


@dataclass(slots=True)
class DemoPhone:
    """A member's two phones with the cards they were given, by kind.

    `was_set_up` says that the cards were added once; one taken out later stays out.
    """

    id: str
    owner: str
    company: str
    was_set_up: bool = False
    cards: dict[str, DemoCard] = field(default_factory=dict)


@dataclass(slots=True)
class Scene:
    """The demonstration in one language: programs by kind, companies, phones.

    `join_paths` lead to the programs' forms, by kind and without this machine's name.
    """

    language: str
    programs: dict[str, str] = field(default_factory=dict)
    program_names: dict[str, str] = field(default_factory=dict)
    companies: dict[str, str] = field(default_factory=dict)
    phones: dict[str, DemoPhone] = field(default_factory=dict)
    join_paths: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class World:
    """A scene for each language."""

    scenes: dict[str, Scene] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Whether every language has been set up."""
        return all(language in self.scenes for language in LANGUAGES)

    def phone(self, phone_id: str) -> tuple[Scene, DemoPhone] | None:
        """A phone and the scene it belongs to."""
        for scene in self.scenes.values():
            if phone_id in scene.phones:
                return scene, scene.phones[phone_id]
        return None


def load(path: Path) -> World:
    """The world kept in the file; an empty one when there is none."""
    if not path.exists():
        return World()
    document = json.loads(path.read_text(encoding="utf-8"))
    return World({name: _scene(kept) for name, kept in document["scenes"].items()})


def save(path: Path, world: World) -> None:
    """Write the world down whole, readable by its owner alone."""
    fresh = path.with_suffix(".new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(fresh, flags, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(world), file, ensure_ascii=False)
    fresh.replace(path)


def _scene(kept: dict[str, Any]) -> Scene:
    phones = {name: _phone(phone) for name, phone in kept["phones"].items()}
    return Scene(**{**kept, "phones": phones})


def _phone(kept: dict[str, Any]) -> DemoPhone:
    cards = {kind: DemoCard(**card) for kind, card in kept["cards"].items()}
    return DemoPhone(**{**kept, "cards": cards})
