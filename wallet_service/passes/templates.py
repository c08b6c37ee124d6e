"""Loads designs from a folder of folders: design.json and pictures, checked at once.

Names from outside never become paths before they have matched a narrow pattern.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

from wallet_service.passes import colours, design_checks
from wallet_service.passes.design import (
    ART,
    DENSITIES,
    STRIP_STATES,
    Design,
    Progress,
)

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_DESCRIPTION = "design.json"


class DesignError(ValueError):
    """A design that does not exist or is not fit to be shown; the text lists why."""


class Designs:
    """The designs below one folder, each loaded and checked once for a process."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._loaded: dict[str, Design] = {}

    def names(self) -> tuple[str, ...]:
        """The designs that can be chosen, in the order of the alphabet."""
        return names(self._directory)

    def get(self, name: str) -> Design:
        """The design `name`. Raises DesignError as `load` does."""
        if name not in self._loaded:
            self._loaded[name] = load(self._directory, name)
        return self._loaded[name]


def names(directory: Path) -> tuple[str, ...]:
    """Names of the designs in `directory`."""
    return tuple(
        sorted(
            path.parent.name
            for path in directory.glob(f"*/{_DESCRIPTION}")
            if _NAME.fullmatch(path.parent.name)
        )
    )


def load(directory: Path, name: str) -> Design:
    """The design in the folder `name` of `directory`, fit to be shown.

    Raises DesignError for a name that is no plain word, a missing file, a picture of
    the wrong size, or text that cannot be read on its ground.
    """
    folder = directory / _checked(name)
    # A link out of the folder would pass the pattern, so the real place counts too.
    if folder.resolve().parent != directory.resolve():
        raise DesignError(f"design {name!r} does not lie in the folder of designs")
    description = _read(folder, _DESCRIPTION)
    try:
        design = _assembled(name, description, folder)
    except (KeyError, TypeError, AttributeError) as error:
        raise DesignError(
            f"{name}/{_DESCRIPTION}: lacks or mistypes {error}"
        ) from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise DesignError(f"{name}/{_DESCRIPTION}: is no JSON ({error})") from error
    found = design_checks.problems(design)
    if found:
        raise DesignError(f"design {name!r} is not fit:\n" + "\n".join(found))
    return design


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise DesignError(
            f"{name!r} is no name of a design; use small letters, digits and hyphens"
        )
    return name


def _read(folder: Path, file: str) -> bytes:
    try:
        return (folder / file).read_bytes()
    except OSError as error:
        raise DesignError(f"design {folder.name!r}: {file} cannot be read") from error


def _assembled(name: str, description: bytes, folder: Path) -> Design:
    data = json.loads(description)
    strips = {state: _checked(data["strips"][state]) for state in STRIP_STATES}
    pictures = {file: _read(folder, file) for file in _files(strips)}
    shades = data["colours"]
    for colour in (*shades.values(), *data["progress"].values()):
        _colour(name, colour)
    return Design(
        name=name,
        revision=_revision(description, pictures),
        title={str(key): str(text) for key, text in data["title"].items()},
        background=shades["background"],
        foreground=shades["foreground"],
        label=shades["label"],
        brand_beside_logo=bool(data["brand_beside_logo"]),
        progress=Progress(**data["progress"]),
        strips=strips,
        pictures=pictures,
    )


def _colour(name: str, colour: str) -> None:
    try:
        colours.parse(colour)
    except ValueError as error:
        raise DesignError(f"{name}/{_DESCRIPTION}: {error}") from error


def _files(strips: Mapping[str, str]) -> list[str]:
    dense = dict.fromkeys(("icon", "logo", *strips.values()))
    files = [f"{name}{suffix}.png" for name in dense for suffix in DENSITIES.values()]
    return files + [f"{name}.png" for name in ART]


def _revision(description: bytes, pictures: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256(description)
    for name in sorted(pictures):
        digest.update(name.encode())
        digest.update(hashlib.sha256(pictures[name]).digest())
    return digest.hexdigest()[:16]
