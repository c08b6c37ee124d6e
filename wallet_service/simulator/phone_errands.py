"""One attempt at each errand that a phone runs to a pass's web service.

Written from the device's side of Apple's "Adding a Web Service to Update Passes". Every
answer that the protocol does not name is a failure, worded as iOS words it for /log.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from wallet_service.simulator import phone_web
from wallet_service.simulator.pass_check import PassFile, PassRefused
from wallet_service.simulator.phone_store import Check, InstalledPass
from wallet_service.wallets.apple import bundle


class Refused(Exception):
    """The web service turned the phone away (401); asking again would not help."""


class Failed(Exception):
    """It did not work this time; the message is the complaint's end."""


class LinkUnusable(Exception):
    """A download that Safari would not hand to Wallet; the message says why."""


@dataclass(frozen=True, slots=True)
class Changed:
    """The answer to "what changed?": serial numbers, and the tag to send next time."""

    serial_numbers: tuple[str, ...]
    tag: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the phone is to web services; both are secrets of the phone."""

    device_library_identifier: str = field(repr=False)
    push_token: str = field(repr=False)


def download(link: str, check: Check, now: datetime) -> InstalledPass:
    """Take a pass from a link, as Safari does.

    Raises LinkUnusable for what is not offered as a pass, PassRefused for a bad one.
    """
    try:
        answer = phone_web.send("GET", link, headers={"Accept": "*/*"})
    except phone_web.Unreachable as error:
        raise LinkUnusable(f"Safari could not open the page ({error})") from None
    if answer.status != 200:
        raise LinkUnusable(f"the server answered {answer.status} in place of the pass")
    _require_pass(answer)
    pass_file = check(answer.body)
    return InstalledPass(pass_file, answer.body, answer.header("last-modified"), now)


def register(card: InstalledPass, me: Identity) -> None:
    """Ask for pushes. Raises Refused or Failed."""
    body = json.dumps({"pushToken": me.push_token}).encode("ascii")
    answer = _send(
        "POST", _registration(card, me), headers=_authorized(card, json_body=True),
        body=body,
    )  # fmt: skip
    _expect(answer, 200, 201)


def unregister(card: InstalledPass, me: Identity) -> None:
    """Ask for no more pushes. Raises Refused or Failed."""
    answer = _send("DELETE", _registration(card, me), headers=_authorized(card))
    _expect(answer, 200)


def what_changed(card: InstalledPass, me: Identity, tag: str | None) -> Changed | None:
    """Ask which of this phone's passes changed, None when none. Raises Failed."""
    url = (
        f"{card.web_service_url}/v1/devices/{_part(me.device_library_identifier)}"
        f"/registrations/{_part(card.pass_type_identifier)}"
    )
    if tag is not None:
        url += f"?passesUpdatedSince={quote(tag, safe='')}"
    answer = _send("GET", url)
    _expect(answer, 200, 204)
    if answer.status == 204:
        return None
    try:
        content = json.loads(answer.body)
        serials, new_tag = content["serialNumbers"], content["lastUpdated"]
    except (ValueError, KeyError, TypeError):
        raise Failed("Unexpected response body") from None
    if not (isinstance(new_tag, str) and _are_texts(serials)):
        raise Failed("Unexpected response body")
    return Changed(tuple(serials), new_tag)


def fetch(card: InstalledPass, check: Check, now: datetime) -> InstalledPass | None:
    """The pass's new copy, None when unchanged. Raises Refused, Failed, PassRefused."""
    url = f"{card.web_service_url}/v1/passes/{_pass_path(card)}"
    headers = _authorized(card)
    if card.last_modified is not None:
        headers["If-Modified-Since"] = card.last_modified
    answer = _send("GET", url, headers=headers)
    _expect(answer, 200, 304)
    if answer.status == 304:
        return None
    pass_file = check(answer.body)
    _require_same_pass(card, pass_file)
    return InstalledPass(
        pass_file,
        answer.body,
        answer.header("last-modified"),
        now,
        gets_updates=card.gets_updates,
    )


def complain(web_service_url: str, messages: list[str]) -> None:
    """Post complaints to the web service's log; nobody waits for the answer."""
    body = json.dumps({"logs": messages}).encode("utf-8")
    headers = {"Content-Type": "application/json"}
    _send("POST", f"{web_service_url}/v1/log", headers=headers, body=body)


def _require_pass(answer: phone_web.WebAnswer) -> None:
    kind = answer.header("content-type") or ""
    if kind.partition(";")[0].strip().lower() != bundle.MEDIA_TYPE:
        raise LinkUnusable(f"Safari cannot download this file: its type is {kind!r}")
    if answer.header("content-length") != str(len(answer.body)):
        raise LinkUnusable("the download has no length to check it against")


def _require_same_pass(card: InstalledPass, fresh: PassFile) -> None:
    changed = [
        key
        for key in ("passTypeIdentifier", "serialNumber")
        if fresh.document.get(key) != card.pass_file.document[key]
    ]
    token = fresh.document.get("authenticationToken")
    if token is not None and token != card.authentication_token:
        changed.append("authenticationToken")
    if changed:
        raise PassRefused(
            [f"{key}: differs from the installed pass" for key in changed]
        )


def _send(
    method: str,
    url: str,
    *,
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
) -> phone_web.WebAnswer:
    try:
        return phone_web.send(method, url, headers=headers, body=body)
    except phone_web.Unreachable as error:
        raise Failed(f"Could not connect to the server ({error})") from None


def _expect(answer: phone_web.WebAnswer, *statuses: int) -> None:
    if answer.status == 401:
        raise Refused("Authentication failure")
    if answer.status not in statuses:
        raise Failed(f"Unexpected response code {answer.status}")


def _authorized(card: InstalledPass, *, json_body: bool = False) -> dict[str, str]:
    headers = {"Authorization": f"ApplePass {card.authentication_token}"}
    if json_body:
        headers["Content-Type"] = "application/json"
    return headers


def _registration(card: InstalledPass, me: Identity) -> str:
    device = _part(me.device_library_identifier)
    return (
        f"{card.web_service_url}/v1/devices/{device}/registrations/{_pass_path(card)}"
    )


def _pass_path(card: InstalledPass) -> str:
    return f"{_part(card.pass_type_identifier)}/{_part(card.serial_number)}"


def _part(text: str) -> str:
    return quote(text, safe="")


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
