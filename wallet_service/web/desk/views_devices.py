"""Scanners and the places where they stand."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, request

from wallet_service.database import BrandSession
from wallet_service.services.errors import ServiceError
from wallet_service.services.staff import devices, locations
from wallet_service.web import access, adapters
from wallet_service.web.access import Audience
from wallet_service.web.desk import acting, pages
from wallet_service.web.desk.acting import proof_missing, see_other
from wallet_service.web.desk.blueprint import blueprint
from wallet_service.web.desk.roles import RULERS

HERE = "/brand/devices"


@blueprint.get("/devices")
@access.allow(Audience.USER, *RULERS)
def scanners() -> Response:
    """The brand's scanners and locations."""
    return _page(None)


@blueprint.post("/devices/<device_id>/revoke")
@access.allow(Audience.USER, *RULERS)
def revoke(device_id: str) -> Response:
    """Block a scanner; the one thing here that must go fast, so nothing is asked."""
    return _write(
        lambda session: devices.revoke(
            session, device_id, actor=acting.actor(), now=adapters.now()
        )
    )


@blueprint.post("/locations")
@access.allow(Audience.USER, *RULERS)
def add_location() -> Response:
    """Add a place."""
    form = request.form

    def work(session: BrandSession) -> None:
        locations.add_location(
            session,
            form.get("name", ""),
            form.get("address"),
            actor=acting.actor(),
            now=adapters.now(),
        )

    return proof_missing(HERE) or _write(work)


@blueprint.post("/locations/<location_id>/close")
@access.allow(Audience.USER, *RULERS)
def close_location(location_id: str) -> Response:
    """Close a place."""
    return _write(lambda session: _set_closed(session, location_id, is_closed=True))


@blueprint.post("/locations/<location_id>/open")
@access.allow(Audience.USER, *RULERS)
def open_location(location_id: str) -> Response:
    """Open it again."""
    return _write(lambda session: _set_closed(session, location_id, is_closed=False))


def _set_closed(session: BrandSession, location_id: str, *, is_closed: bool) -> None:
    locations.set_closed(
        session,
        location_id,
        is_closed=is_closed,
        actor=acting.actor(),
        now=adapters.now(),
    )


def _write(work: Callable[[BrandSession], None]) -> Response:
    try:
        acting.write(work)
    except ServiceError as fault:
        return _page(fault)
    return see_other(HERE)


def _page(fault: ServiceError | None) -> Response:
    found, places = acting.read(
        lambda session: (
            devices.list_devices(session),
            locations.list_locations(session),
        )
    )
    return pages.page(
        "devices.html",
        fault=fault,
        devices=found,
        locations=places,
        address=f"{adapters.current().settings.base_url}/scan",
    )
