"""APNs clients: one for each brand's certificate, kept until it is renewed."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from wallet_service.settings import Settings
from wallet_service.wallets.apple import apns
from wallet_service.wallets.apple.signing import Signer


@dataclass(frozen=True, slots=True)
class StandIn:
    """Where a test server listens, and the authority of its certificate."""

    host: str
    port: int
    ca_file: Path | None


class ApnsClients:
    """Connections are tied to a certificate; `stand_in` None means Apple's own host."""

    def __init__(self, stand_in: StandIn | None = None) -> None:
        self._stand_in = stand_in
        self._lock = threading.Lock()
        self._clients: dict[str, tuple[str, apns.ApnsClient]] = {}

    @classmethod
    def from_settings(cls, settings: Settings) -> ApnsClients:
        """Apple's production host, or in development what WALLET_APNS_URL names."""
        if not settings.apns_url:
            return cls()
        parts = urlsplit(settings.apns_url)
        host, port = parts.hostname or "", parts.port or 443
        return cls(StandIn(host, port, settings.apns_ca_file))

    def client(self, brand_id: str, signer: Signer) -> apns.ApnsClient:
        """The client of this very certificate; that of an older one is closed."""
        with self._lock:
            known = self._clients.get(brand_id)
            if known is not None and known[0] == signer.fingerprint:
                return known[1]
            made = self._connect(signer)
            self._clients[brand_id] = signer.fingerprint, made
        if known is not None:
            known[1].close()
        return made

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            clients = [client for _, client in self._clients.values()]
            self._clients.clear()
        for client in clients:
            client.close()

    def _connect(self, signer: Signer) -> apns.ApnsClient:
        at = self._stand_in
        trusted = at.ca_file.read_bytes() if at and at.ca_file else None
        context = apns.client_context(
            certificate_pem=signer.certificate_pem(),
            key_pem=signer.private_key_pem(),
            chain_pem=signer.intermediate_pem(),
            trusted_ca_pem=trusted,
        )
        return apns.ApnsClient(context, stand_in=(at.host, at.port) if at else None)
