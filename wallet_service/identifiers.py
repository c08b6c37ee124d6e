"""Opaque identifiers: a type prefix, the time in milliseconds, then 80 random bits.

Time first keeps new rows side by side in an index; what must be unguessable (serial
numbers, scan codes, links) comes from `secrets` directly and never from here.
"""

from __future__ import annotations

import secrets
import time

CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id(prefix: str) -> str:
    """A fresh identifier such as ``card_01k3...``; later ones sort behind."""
    number = (time.time_ns() // 1_000_000 << 80) | secrets.randbits(80)
    digits = [CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5)]
    return f"{prefix}_{''.join(digits)}"
