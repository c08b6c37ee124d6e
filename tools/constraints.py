"""Prints the exact version of every installed package that the project depends on.

`make constraints` writes the answer to constraints.txt. Only names and versions: no
address of where a package comes from.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"


def declared_requirements() -> Iterator[Requirement]:
    """The project's own dependencies and those of every extra."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    for group in (project["dependencies"], *project["optional-dependencies"].values()):
        yield from map(Requirement, group)


def installed_closure(requirements: Iterable[Requirement]) -> dict[str, str]:
    """Name to version of the requirements and of all that they need here.

    Raises PackageNotFoundError when one of them is not installed.
    """
    versions: dict[str, str] = {}
    waiting = list(requirements)
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        requirement = waiting.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        distribution = metadata.distribution(requirement.name)
        versions[key[0]] = distribution.version
        waiting += [
            needed
            for needed in map(Requirement, distribution.requires or ())
            if _applies(needed, requirement.extras)
        ]
    return versions


def _applies(requirement: Requirement, extras: set[str]) -> bool:
    if requirement.marker is None:
        return True
    return any(requirement.marker.evaluate({"extra": e}) for e in {"", *extras})


def main() -> None:
    """Print `name==version` lines in alphabetical order."""
    for name, version in sorted(installed_closure(declared_requirements()).items()):
        print(f"{name}=={version}")


if __name__ == "__main__":
    main()
