"""What outlives a request, built once: database, keys, signers, connections to APNs.

Nothing is made at import, and nothing reaches out before it is used.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from wallet_service import clock as system_clock
from wallet_service.database import Database
from wallet_service.delivery.apns_clients import ApnsClients
from wallet_service.passes.templates import Designs
from wallet_service.services.keyring import Keyring
from wallet_service.services.wallet.pass_issuing import PassParts
from wallet_service.services.wallet.pass_tokens import PassTokens
from wallet_service.services.wallet.signers import Signers
from wallet_service.settings import Settings
from wallet_service.vault import Vault


@dataclass(frozen=True, slots=True)
class Adapters:
    """The parts that web, command line and delivery share; safe between threads."""

    settings: Settings
    database: Database
    vault: Vault
    keyring: Keyring
    clock: Callable[[], datetime]
    signers: Signers
    pass_tokens: PassTokens
    designs: Designs
    apns: ApnsClients

    @property
    def pass_parts(self) -> PassParts:
        """What `pass_issuing.build_apple_pass` needs."""
        return PassParts(
            self.signers, self.pass_tokens, self.designs, self.settings.base_url
        )

    def close(self) -> None:
        """Close the connections to APNs and to the database."""
        self.apns.close()
        self.database.dispose()


def build(
    settings: Settings, clock: Callable[[], datetime] = system_clock.utc_now
) -> Adapters:
    """Put the parts together; `close` them when the process ends."""
    vault = Vault(settings.secret_key.get_secret_value())
    keyring = Keyring(vault)
    return Adapters(
        settings=settings,
        database=Database(settings.effective_database_url),
        vault=vault,
        keyring=keyring,
        clock=clock,
        signers=Signers(keyring, allow_foreign_intermediate=settings.is_development),
        pass_tokens=PassTokens(vault),
        designs=Designs(settings.templates_dir),
        apns=ApnsClients.from_settings(settings),
    )
