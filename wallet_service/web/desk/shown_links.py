"""Links as they are given away, of companies and programs; what could have one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wallet_service.database import BrandSession
from wallet_service.models.joining import JoinLink
from wallet_service.services.joining import links
from wallet_service.services.joining.links import LinkFilter
from wallet_service.services.programs import programs
from wallet_service.web import adapters

MOST = 100


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link as it is given away; `uses` are the cards it gave out."""

    id: str
    program: str
    address: str
    uses: int
    active: bool


def of_company(session: BrandSession, company_id: str) -> dict[str, Any]:
    """What the company's page shows of links."""
    found = links.list_links(
        session, LinkFilter(company_id=company_id), after=None, limit=MOST
    )
    return {"links": _shown(session, found), "programs": open_programs(session)}


def of_program(session: BrandSession, program_id: str) -> list[ShownLink]:
    """The program's links that are nobody's company's."""
    found = links.list_links(
        session, LinkFilter(program_id=program_id), after=None, limit=MOST
    )
    return _shown(session, [one for one in found if one.company_id is None])


def _shown(session: BrandSession, found: Iterable[JoinLink]) -> list[ShownLink]:
    known = programs.list_programs(session, limit=MOST)
    names = {one.id: one.name for one in known}
    base = adapters.current().settings.base_url
    return [
        ShownLink(
            id=one.id,
            program=names.get(one.program_id, ""),
            address=f"{base}/join/{one.token}",
            uses=one.uses,
            active=one.active,
        )
        for one in found
    ]


def open_programs(session: BrandSession) -> list[tuple[str, str]]:
    """Identifier and name of each published program, by name."""
    known = programs.list_programs(session, limit=MOST)
    found = [(one.id, one.name) for one in known if one.state == "published"]
    return sorted(found, key=lambda one: one[1])
