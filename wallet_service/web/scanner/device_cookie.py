"""The device that a request comes from, by the token in its cookie."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, g

from wallet_service.services.errors import NotAuthenticated
from wallet_service.services.staff import devices
from wallet_service.services.staff.devices import KnownDevice, NewDevice
from wallet_service.web import adapters, cookies

COOKIE = "device"
# browsers keep no cookie for longer
LIFE = timedelta(days=400)


def known() -> KnownDevice | None:
    """The device, if it is one of ours and not blocked."""
    if "device" not in g:
        g.device = _read()
    found: KnownDevice | None = g.device
    return found


def current() -> KnownDevice:
    """The device; raises NotAuthenticated (`device_unknown`)."""
    found = known()
    if found is None:
        detail = "This scanner is not in use: it was blocked, or never set up."
        raise NotAuthenticated("device_unknown", detail)
    return found


def put(response: Response, new: NewDevice) -> Response:
    """Give the browser its token."""
    cookies.put(response, COOKIE, new.token, life=LIFE)
    return response


def _read() -> KnownDevice | None:
    token = cookies.read(COOKIE)
    if not token:
        return None
    with adapters.current().database.reading_across_brands() as session:
        return devices.find(session, token)
