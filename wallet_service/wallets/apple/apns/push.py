"""What is asked of APNs: one push, an empty knock for one token and one pass type.

Nothing of a member is ever in it, and the token never shows in a repr.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# Apple warns against a fixed size of tokens; today's are 64 hexadecimal digits.
_TOKEN = re.compile(r"[0-9A-Za-z]{1,200}", re.ASCII)
_TOPIC = re.compile(r"[0-9A-Za-z._-]{1,255}", re.ASCII)
_APNS_ID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    re.ASCII | re.IGNORECASE,
)
_PUSH_TYPE = re.compile(r"[a-z]{1,32}", re.ASCII)
_PRIORITIES = frozenset({1, 5, 10})


@dataclass(frozen=True, slots=True)
class Push:
    """One push, after Apple's page "Sending notification requests to APNs".

    `topic` is the pass type identifier, `apns_id` a UUID, `expiration` in Unix
    seconds (0: one attempt only). `push_type` None leaves the header out.
    Raises ValueError when a field could not stand in a header.
    """

    push_token: str = field(repr=False)
    topic: str
    apns_id: str
    expiration: int
    priority: int = 5
    push_type: str | None = "background"

    def __post_init__(self) -> None:
        if not _APNS_ID.fullmatch(self.apns_id):
            raise ValueError("apns_id is not a UUID: give str(uuid.uuid4())")
        if not _TOPIC.fullmatch(self.topic):
            raise ValueError("topic is not a pass type identifier such as pass.org.x")
        if self.priority not in _PRIORITIES:
            raise ValueError("priority must be 1, 5 or 10")
        if self.expiration < 0:
            raise ValueError("expiration must be Unix seconds, or 0 for one attempt")
        if self.push_type is not None and not _PUSH_TYPE.fullmatch(self.push_type):
            raise ValueError("push_type must be lower-case letters, or None")

    @property
    def has_possible_token(self) -> bool:
        """Whether the token could be one of Apple's; others are never sent."""
        return _TOKEN.fullmatch(self.push_token) is not None
