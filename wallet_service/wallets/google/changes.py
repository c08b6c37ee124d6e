"""What of a body must be sent: only what differs from what Google acknowledged last.

Objects are compared field by field, as a PATCH merges them; arrays are sent as a whole;
null clears what is no longer wanted. An empty patch means that nothing is sent.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

_KEPT = frozenset({"id"})


def patch(acknowledged: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What turns `acknowledged` into `wanted` by a PATCH."""
    changed: dict[str, Any] = {}
    for name, value in wanted.items():
        before = acknowledged.get(name)
        if isinstance(value, Mapping) and isinstance(before, Mapping):
            if inner := patch(before, value):
                changed[name] = inner
        elif name not in acknowledged or value != before:
            changed[name] = value
    for name in acknowledged.keys() - wanted.keys() - _KEPT:
        changed[name] = None
    return changed


def merged(before: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """The body after a PATCH: objects merge, arrays and values replace, null clears."""
    after = dict(before)
    for name, value in sent.items():
        old = after.get(name)
        if value is None:
            after.pop(name, None)
        elif isinstance(value, Mapping) and isinstance(old, Mapping):
            after[name] = merged(old, value)
        else:
            after[name] = value
    return after


def fingerprint(body: Mapping[str, Any]) -> str:
    """The same for equal bodies, whatever the order of their fields."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
