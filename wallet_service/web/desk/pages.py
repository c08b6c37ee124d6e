"""A page of the desk: the frame's words, and the navigation around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, request

from wallet_service.services.errors import ServiceError
from wallet_service.services.staff import sign_in
from wallet_service.services.staff.sign_in import MembershipView
from wallet_service.web import adapters, frame, visitors
from wallet_service.web.desk import acting, navigation
from wallet_service.web.desk.navigation import Section
from wallet_service.web.desk.roles import OWNERS, READERS, RULERS


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around every page; `elsewhere` are the visitor's other desks."""

    brand: str
    sections: tuple[Section, ...]
    here: Section | None
    elsewhere: tuple[MembershipView, ...]
    rules: bool


def page(
    template: str,
    *,
    fault: ServiceError | None = None,
    status: int = 200,
    **values: Any,
) -> Response:
    """A page of the desk; with a fault it says what to do, at its fields."""
    return frame.page(
        f"desk/{template}",
        fault=fault,
        status=status,
        desk=_surroundings(),
        once=acting.new_token(),
        **values,
    )


def part(template: str, **values: Any) -> Response:
    """A part of a page, for htmx to put into it."""
    return frame.page(f"desk/{template}", **values)


def owns() -> bool:
    """Whether the visitor may change what is in force."""
    return visitors.current().role in OWNERS


def rules() -> bool:
    """Whether the visitor may change things here, and read contacts."""
    return visitors.current().role in RULERS


def _surroundings() -> Surroundings:
    visitor = visitors.current()
    with adapters.current().database.reading_across_brands() as session:
        held = sign_in.memberships(session, visitor.user_id)
    own = next(one for one in held if one.id == visitor.membership_id)
    others = (one for one in held if one.role in READERS and one.id != own.id)
    return Surroundings(
        brand=own.brand,
        sections=navigation.sections_of(visitor.role),
        here=navigation.section_at(request.path),
        elsewhere=tuple(others),
        rules=rules(),
    )
