"""The five calls of Apple's device protocol, one view each, below /apple/v1.

Apple: Adding a Web Service to Update Passes (checked 2026-11). The list and the log
have no authorization; everything else needs the token of the very pass.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from wallet_service.services.wallet import device_access
from wallet_service.wallets.apple import web_service
from wallet_service.web.access import Audience, allow
from wallet_service.web.apple_wallet import answers, work

blueprint = Blueprint("apple_wallet", __name__, url_prefix="/apple/v1")
answers.install_error_handlers(blueprint)

REGISTRATION = "/devices/<device>/registrations/<pass_type>/<serial>"


@blueprint.post(REGISTRATION)
@allow(Audience.DEVICE)
def register(device: str, pass_type: str, serial: str) -> Response:
    """Register a Pass for Update Notifications."""
    known = work.authenticate(pass_type, serial)
    body = work.read_body(web_service.LONGEST_REGISTRATION_BODY)
    push_token = web_service.parse_registration(body)
    is_new = work.register(known, device_access.hash_of_device(device), push_token)
    return answers.empty(201 if is_new else 200)


@blueprint.delete(REGISTRATION)
@allow(Audience.DEVICE)
def unregister(device: str, pass_type: str, serial: str) -> Response:
    """Unregister a Pass for Update Notifications."""
    known = work.authenticate(pass_type, serial)
    work.unregister(known, device_access.hash_of_device(device))
    return answers.empty(200)


@blueprint.get("/devices/<device>/registrations/<pass_type>")
@allow(Audience.DEVICE)
def changed_passes(device: str, pass_type: str) -> Response:
    """Get the List of Updatable Passes."""
    since = request.args.get("passesUpdatedSince")
    changed = work.changed_passes(
        pass_type, device_access.hash_of_device(device), since
    )
    return answers.changed_passes(changed) if changed else answers.empty(204)


@blueprint.get("/passes/<pass_type>/<serial>")
@allow(Audience.DEVICE)
def latest_pass(pass_type: str, serial: str) -> Response:
    """Send an Updated Pass."""
    known = work.authenticate(pass_type, serial)
    held = request.headers.get("If-Modified-Since")
    if web_service.is_unmodified(held, answers.instant(known.changed_at)):
        return answers.not_modified()
    return answers.pass_file(
        work.build_pass(known, notes_fetch=request.method == "GET")
    )


@blueprint.post("/log")
@allow(Audience.DEVICE)
def log_messages() -> Response:
    """Log a Message."""
    work.keep_log(web_service.parse_log(work.read_body(web_service.LONGEST_LOG_BODY)))
    return answers.empty(200)
