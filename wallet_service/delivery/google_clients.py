"""Clients of Google's API: one for each brand's credentials, kept until they change.

Every request waits for a slot of its issuer first, in the lane of the thread that asks;
the slots stand in the database, so that processes share them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from wallet_service.database import BrandSession, Database
from wallet_service.services.keyring import Keyring
from wallet_service.services.wallet import google_issuers, google_slots
from wallet_service.services.wallet.google_issuers import Issuer
from wallet_service.wallets.google import limiter
from wallet_service.wallets.google.client import GoogleClient, Limits
from wallet_service.wallets.google.limiter import Lane, Reservation
from wallet_service.wallets.google.service_account import ServiceAccount

# the outbox repeats what fails, so a call is tried once and ends soon
LIMITS = Limits(connect=3.0, answer=8.0, call=10.0, attempts=1)


class NoSlot(Exception):
    """The next slot is too far away: ask again at `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__("no slot within the limit of Google's requests")
        self.until = until


@dataclass(frozen=True, slots=True)
class Channel:
    """A brand's way to Google."""

    brand_id: str
    issuer: Issuer
    client: GoogleClient = field(repr=False)
    account: ServiceAccount = field(repr=False)


class GoogleClients:
    """`api_url` names a stand-in; `wait` sleeps until a slot begins."""

    def __init__(
        self,
        keyring: Keyring,
        clock: Callable[[], datetime],
        *,
        api_url: str = "",
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._keyring = keyring
        self._clock = clock
        self._api_url = api_url
        self._wait = wait
        self._lock = threading.Lock()
        self._asking = threading.local()
        self._channels: dict[str, Channel] = {}

    def channel(self, session: BrandSession) -> Channel | None:
        """The brand's channel with its present state; None before an installation.

        Raises Unavailable when the credentials cannot be opened.
        """
        issuer = google_issuers.find(session)
        if issuer is None:
            return None
        with self._lock:
            known = self._channels.get(session.brand)
            if known is not None and known.issuer == issuer:
                return known
            made = self._made(session, issuer, known)
            self._channels[session.brand] = made
        return made

    @contextmanager
    def asking(
        self,
        database: Database,
        lane: Lane,
        *,
        patience: timedelta = limiter.PATIENCE,
    ) -> Iterator[None]:
        """Requests of this thread take slots of `lane`, none of them later than so."""
        self._asking.way = database, lane, patience
        try:
            yield
        finally:
            del self._asking.way

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            channels = list(self._channels.values())
            self._channels.clear()
        for channel in channels:
            channel.client.close()

    def _made(
        self, session: BrandSession, issuer: Issuer, known: Channel | None
    ) -> Channel:
        """Of the same credentials the client stays, with its token and connections."""
        if known is not None and _same_client(known.issuer, issuer):
            return Channel(session.brand, issuer, known.client, known.account)
        account = google_issuers.account(session, self._keyring)
        client = GoogleClient(
            account,
            issuer_id=issuer.issuer_id,
            api_url=self._api_url,
            limits=LIMITS,
            take_slot=lambda: self._take_slot(issuer),
            wait=self._wait,
        )
        if known is not None:
            known.client.close()
        return Channel(session.brand, issuer, client, account)

    def _take_slot(self, issuer: Issuer) -> None:
        database, lane, patience = self._asking.way

        def work(session: BrandSession) -> Reservation:
            return google_slots.reserve(
                session, issuer, lane, self._clock, patience=patience
            )

        given = database.run(issuer.brand_id, work)
        if not given.is_granted:
            raise NoSlot(given.start)
        # what was begun is finished: its further calls wait for nobody behind them
        self._asking.way = database, Lane.URGENT, limiter.PATIENCE
        pause = (given.start - self._clock()).total_seconds()
        if pause > 0:
            self._wait(pause)


def _same_client(one: Issuer, other: Issuer) -> bool:
    return (one.credentials_id, one.rate_per_second) == (
        other.credentials_id,
        other.rate_per_second,
    )
