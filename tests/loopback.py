"""Keeps the tests on this machine: no outside address, no outside name."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest


class NetworkBlocked(Exception):
    """A test tried to reach beyond this machine.

    Not an OSError, so that code which forgives network failures does not forgive this.
    """


def guard(patch: pytest.MonkeyPatch) -> None:
    """Refuse all but loopback addresses and Unix sockets until `patch` is undone."""
    for name in ("connect", "connect_ex"):
        patch.setattr(socket.socket, name, _only_loopback(getattr(socket.socket, name)))
    patch.setattr(socket, "getaddrinfo", _only_local_names(socket.getaddrinfo))


def is_local(host: str | bytes | None) -> bool:
    """Whether a host is this machine; None stands for it in getaddrinfo."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _only_loopback(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX and not is_local(address[0]):
            message = f"tests may not connect to {address[0]}"
            raise NetworkBlocked(message)
        return connect(self, address)

    return guarded


def _only_local_names(resolve: Any) -> Any:
    def guarded(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not (is_local(host) or _is_address(host)):
            message = f"tests may not resolve {host}"
            raise NetworkBlocked(message)
        return resolve(host, *args, **kwargs)

    return guarded


def _is_address(host: Any) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
