"""The development authority kept in a folder, so that all brands share one root.

Private keys stay in the folder (mode 0600); the public certificates are copied to where
people look for them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from wallet_service.simulator import development_authority
from wallet_service.simulator.development_authority import Issued

NAMES = ("root", "intermediate", "server")
MOST_PUBLISHED = 20


@dataclass(frozen=True, slots=True)
class Authority:
    """Root, intermediate, and a server certificate for the stand-in of APNs."""

    root: Issued
    intermediate: Issued
    server: Issued


def open_or_make(folder: Path, *, now: datetime) -> Authority:
    """The authority kept in `folder`; made there the first time.

    The server's certificate lives a year, as Apple's do, and is then made anew.
    """
    found = [_read(folder, name) for name in NAMES]
    root, intermediate, server = found
    if root and intermediate and server:
        if _ends_by(server, now):
            server = development_authority.issue_server_certificate(root, now=now)
            _write(folder, "server", server)
        return Authority(root, intermediate, server)
    root = development_authority.make_root(now=now)
    authority = Authority(
        root=root,
        intermediate=development_authority.make_intermediate(root, now=now),
        server=development_authority.issue_server_certificate(root, now=now),
    )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in NAMES:
        _write(folder, name, getattr(authority, name))
    return authority


def publish(authority: Authority, folder: Path) -> Path:
    """Put the public certificates first into files of `folder`; gives the roots' path.

    Those of other data folders stay behind them, the newest ones, so that a pass of any
    of them can be checked.
    """
    folder.mkdir(parents=True, exist_ok=True)
    root = folder / "development-root.pem"
    _put_first(root, authority.root.certificate_pem)
    intermediate = folder / "development-intermediate.pem"
    _put_first(intermediate, authority.intermediate.certificate_pem)
    return root


def _put_first(file: Path, certificate_pem: bytes) -> None:
    others = [one for one in _published(file) if one != certificate_pem]
    file.write_bytes(b"".join([certificate_pem, *others[: MOST_PUBLISHED - 1]]))


def _published(file: Path) -> list[bytes]:
    try:
        found = x509.load_pem_x509_certificates(file.read_bytes())
    except (FileNotFoundError, ValueError):
        return []
    return [one.public_bytes(Encoding.PEM) for one in found]


def _ends_by(issued: Issued, now: datetime) -> bool:
    certificate = x509.load_pem_x509_certificate(issued.certificate_pem)
    return certificate.not_valid_after_utc <= now


def _read(folder: Path, name: str) -> Issued | None:
    try:
        certificate = (folder / f"{name}.pem").read_bytes()
        return Issued(certificate, (folder / f"{name}.key").read_bytes())
    except FileNotFoundError:
        return None


def _write(folder: Path, name: str, issued: Issued) -> None:
    (folder / f"{name}.pem").write_bytes(issued.certificate_pem)
    key = os.open(folder / f"{name}.key", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(key, "wb") as file:
        file.write(issued.key_pem)
