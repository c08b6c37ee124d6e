"""What the handlers need of the wiring, and how they look at a batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from wallet_service.database import Database
from wallet_service.delivery.apns_clients import ApnsClients
from wallet_service.delivery.google_clients import GoogleClients
from wallet_service.delivery.google_pictures import PictureChecks
from wallet_service.outbox.store import Message
from wallet_service.services.keyring import Keyring
from wallet_service.services.wallet.google_bodies import GoogleParts
from wallet_service.services.wallet.signers import Signers
from wallet_service.settings import Settings


class DeliveryParts(Protocol):
    """The adapters that outlive a message; `wiring.Adapters` is one."""

    @property
    def settings(self) -> Settings:
        """What the machine knows."""

    @property
    def database(self) -> Database:
        """Where everything is."""

    @property
    def clock(self) -> Callable[[], datetime]:
        """What time it is."""

    @property
    def keyring(self) -> Keyring:
        """The brands' data keys."""

    @property
    def signers(self) -> Signers:
        """The brands' pass certificates."""

    @property
    def apns(self) -> ApnsClients:
        """The brands' connections to APNs."""

    @property
    def google(self) -> GoogleClients:
        """The brands' connections to Google."""

    @property
    def google_parts(self) -> GoogleParts:
        """What the bodies for Google are made with."""

    @property
    def google_pictures(self) -> PictureChecks:
        """Which pictures Google would take."""


def by_brand(messages: Sequence[Message]) -> dict[str, list[Message]]:
    """The batch taken apart by brand, in its order."""
    brands: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        brands[message.brand_id].append(message)
    return brands
