"""Which requests Apple would refuse, and with what reason.

After Apple's pages "Sending notification requests to APNs" and "Handling notification
responses from APNs" (checked 2026-11). Stricter than Apple where passes allow it: a
topic must always be there, and the body is `{}` to the octet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from wallet_service.simulator.apns_faults import Answer

PASS_BODY = b"{}"
_LONGEST_BODY = 4096
_LONGEST_COLLAPSE_ID = 64
_PATH = re.compile(r"/3/device/(?P<token>[^/?#]*)")
_TOKEN = re.compile(r"(?:[0-9a-fA-F]{2}){8,100}")
_TOPIC = re.compile(r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z_-]+)+")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_PUSH_TYPES = frozenset(
    {
        "alert",
        "background",
        "complication",
        "controls",
        "fileprovider",
        "liveactivity",
        "location",
        "mdm",
        "pushtotalk",
        "voip",
        "widgets",
    }
)

Headers = Mapping[str, str]


def token_of(headers: Headers) -> str:
    """The push token in the path; empty if there is none."""
    match = _PATH.fullmatch(headers.get(":path", ""))
    return match["token"] if match else ""


def refusal(headers: Headers, body: bytes, *, topic: str) -> Answer | None:
    """The first thing wrong with a request over a certificate for `topic`, if any."""
    for check in _CHECKS:
        if answer := check(headers):
            return answer
    return _wrong_topic(headers, topic) or _wrong_body(body)


def _wrong_place(headers: Headers) -> Answer | None:
    if headers.get(":method") != "POST":
        return Answer(405, "MethodNotAllowed")
    match = _PATH.fullmatch(headers.get(":path", ""))
    if match is None:
        return Answer(404, "BadPath")
    if not match["token"]:
        return Answer(400, "MissingDeviceToken")
    return None if _TOKEN.fullmatch(match["token"]) else Answer(400, "BadDeviceToken")


def _wrong_identifier(headers: Headers) -> Answer | None:
    apns_id = headers.get("apns-id")
    if apns_id is not None and not _UUID.fullmatch(apns_id):
        return Answer(400, "BadMessageId")
    if len(headers.get("apns-collapse-id", "").encode()) > _LONGEST_COLLAPSE_ID:
        return Answer(400, "BadCollapseId")
    return None


def _wrong_expiration(headers: Headers) -> Answer | None:
    expiration = headers.get("apns-expiration", "0")
    is_number = expiration.isascii() and expiration.isdigit()
    return None if is_number else Answer(400, "BadExpirationDate")


def _wrong_priority(headers: Headers) -> Answer | None:
    """For a background push Apple calls priority 10 an error."""
    allowed = {"1", "5"} if headers.get("apns-push-type") == "background" else _ALL
    is_allowed = headers.get("apns-priority", min(allowed)) in allowed
    return None if is_allowed else Answer(400, "BadPriority")


def _wrong_push_type(headers: Headers) -> Answer | None:
    push_type = headers.get("apns-push-type")
    is_known = push_type is None or push_type in _PUSH_TYPES
    return None if is_known else Answer(400, "InvalidPushType")


def _wrong_topic(headers: Headers, topic: str) -> Answer | None:
    asked = headers.get("apns-topic")
    if not asked:
        return Answer(400, "MissingTopic")
    if not _TOPIC.fullmatch(asked):
        return Answer(400, "BadTopic")
    return None if asked == topic else Answer(400, "TopicDisallowed")


def _wrong_body(body: bytes) -> Answer | None:
    if not body:
        return Answer(400, "PayloadEmpty")
    if len(body) > _LONGEST_BODY:
        return Answer(413, "PayloadTooLarge")
    # The stand-in's own word: Apple would take any JSON object and ignore it.
    return None if body == PASS_BODY else Answer(400, "PayloadNotEmptyObject")


_ALL = frozenset({"1", "5", "10"})
_CHECKS: tuple[Callable[[Headers], Answer | None], ...] = (
    _wrong_place,
    _wrong_identifier,
    _wrong_expiration,
    _wrong_push_type,
    _wrong_priority,
)
