"""The sections of the desk that a role may open, in the order of the day's work."""

from __future__ import annotations

from dataclasses import dataclass

from wallet_service.services.users import Role
from wallet_service.web.desk.roles import READERS, RULERS

HOME = "/brand"


@dataclass(frozen=True, slots=True)
class Section:
    """An entry of the navigation; its name is one of the words.

    Pages below `others` belong to it too.
    """

    path: str
    word: str
    roles: tuple[Role, ...]
    others: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        """Whether a page belongs to the section."""
        tops = (self.path, *self.others)
        return path in tops or path.startswith(tuple(f"{one}/" for one in tops))


SECTIONS = (
    Section(HOME, "nav_overview", READERS),
    Section(f"{HOME}/figures", "nav_figures", READERS),
    Section(f"{HOME}/programs", "nav_programs", READERS),
    Section(f"{HOME}/companies", "nav_companies", READERS),
    Section(f"{HOME}/people", "nav_people", READERS, (f"{HOME}/cards",)),
    Section(f"{HOME}/delivery", "nav_delivery", READERS),
    Section(f"{HOME}/team", "nav_team", RULERS),
    Section(f"{HOME}/devices", "nav_devices", RULERS, (f"{HOME}/locations",)),
    Section(f"{HOME}/api-keys", "nav_api_keys", RULERS),
    Section(f"{HOME}/audit", "nav_audit", RULERS),
)


def sections_of(role: str | None) -> tuple[Section, ...]:
    """What somebody in this role may open."""
    return tuple(one for one in SECTIONS if role in one.roles)


def section_at(path: str) -> Section | None:
    """Where a page is: the section with the longest path that holds it."""
    found = [one for one in SECTIONS if one.holds(path)]
    return max(found, key=lambda one: len(one.path), default=None)
