"""What outlives a request, built once: database, keys, signers, connections outward.

Nothing is made at import, and nothing reaches out before it is used.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from wallet_service import clock as system_clock
from wallet_service.database import Database
from wallet_service.delivery.apns_clients import ApnsClients
from wallet_service.delivery.google_clients import GoogleClients
from wallet_service.delivery.google_pictures import PictureChecks
from wallet_service.passes.templates import Designs
from wallet_service.services.keyring import Keyring
from wallet_service.services.wallet.google_bodies import GoogleParts
from wallet_service.services.wallet.pass_issuing import PassParts
from wallet_service.services.wallet.pass_tokens import PassTokens
from wallet_service.services.wallet.picture_links import PictureLinks
from wallet_service.services.wallet.signers import Signers
from wallet_service.settings import Settings
from wallet_service.vault import Vault
from wallet_service.wallets.google import callback_keys
from wallet_service.wallets.google.callback_keys import RootKeys


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
    pictures: PictureLinks
    google: GoogleClients
    google_pictures: PictureChecks
    google_keys: RootKeys

    @property
    def pass_parts(self) -> PassParts:
        """What `pass_issuing.build_apple_pass` needs."""
        return PassParts(
            self.signers, self.pass_tokens, self.designs, self.settings.base_url
        )

    @property
    def google_parts(self) -> GoogleParts:
        """What bodies for Google are made with."""
        return GoogleParts(
            self.designs, self.pictures, self.settings.base_url, self.keyring
        )

    def close(self) -> None:
        """Close the connections to APNs, to Google and to the database."""
        self.apns.close()
        self.google.close()
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
        pictures=PictureLinks(vault, settings.base_url),
        google=GoogleClients(keyring, clock, api_url=settings.google_api_url),
        google_pictures=PictureChecks(
            allows_loopback=settings.is_development, clock=clock
        ),
        google_keys=RootKeys(
            callback_keys.fetcher(settings.google_keys_url or callback_keys.KEYS_URL)
        ),
    )
