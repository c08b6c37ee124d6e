"""The network address that limits of the public pages count by.

An IPv6 visitor has a whole /64 to choose from, so that all of it counts as one.
"""

from __future__ import annotations

import ipaddress

from flask import request

IPV6_PREFIX = 64
UNKNOWN = "unknown"


def current() -> str:
    """The visitor's address, as limits count it; never logged."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return UNKNOWN
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False))
    return str(address)
