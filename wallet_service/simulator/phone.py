"""A virtual iPhone with its wallet: as strict as iOS, and as stubborn.

It knows nothing of the service but the link it is given and what stands in the pass; it
speaks to it over HTTP alone, in one thread of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from wallet_service.simulator import phone_errands, phone_notices
from wallet_service.simulator.apns_faults import ReceivedPush
from wallet_service.simulator.phone_events import Journal
from wallet_service.simulator.phone_state import PhoneOptions, PhoneState
from wallet_service.simulator.phone_store import InstalledPass
from wallet_service.simulator.phone_updates import Updates

Listener = Callable[[ReceivedPush], None]


class PushService(Protocol):
    """Where a phone gets its pushes: the stand-in for APNs."""

    def on_push(self, token: str, listener: Listener) -> Callable[[], None]:
        """Call `listener` for each push to the token; returns what ends that."""


class VirtualPhone:
    """Add a pass by its link; from then on it keeps itself up to date by pushes."""

    def __init__(
        self,
        options: PhoneOptions,
        pushes: PushService,
        clock: Callable[[], datetime],
    ) -> None:
        self._state = PhoneState(options, clock)
        self._updates = Updates(self._state)
        self._pushes = pushes
        self._stop_listening: Callable[[], None] | None = None

    @property
    def options(self) -> PhoneOptions:
        """How the phone is set up."""
        return self._state.options

    @property
    def journal(self) -> Journal:
        """What happened to the phone since it was switched on."""
        return self._state.journal

    @property
    def passes(self) -> tuple[InstalledPass, ...]:
        """The wallet, in the order of installation."""
        with self._state.lock:
            return tuple(self._state.memory.passes.values())

    @property
    def notices(self) -> tuple[phone_notices.Notice, ...]:
        """The notices of the lock screen, oldest first."""
        with self._state.lock:
            return tuple(self._state.memory.notices)

    @property
    def push_token(self) -> str:
        """Where the stand-in for APNs finds this phone; never to be logged."""
        return self._state.identity.push_token

    def find(self, serial_number: str) -> InstalledPass | None:
        """An installed pass by its serial number."""
        same = (card for card in self.passes if card.serial_number == serial_number)
        return next(same, None)

    def start(self) -> None:
        """Switch on: listen for pushes, and ask at once what was missed."""
        self._stop_listening = self._pushes.on_push(self.push_token, self._on_push)
        self._state.errands.start()
        self._updates.ask()

    def stop(self) -> None:
        """Switch off; what was not fetched is asked for at the next start."""
        if self._stop_listening is not None:
            self._stop_listening()
        self._state.errands.stop()

    def add_pass(self, link: str) -> InstalledPass:
        """Open a link and tap Add; the registration follows in the phone's own time.

        Raises phone_errands.LinkUnusable or pass_check.PassRefused.
        """
        state = self._state
        card = phone_errands.download(link, state.check, state.clock())
        card = replace(card, gets_updates=card.web_service_url is not None)
        with state.lock:
            state.memory.passes[card.key] = card
            state.keep("added", card.serial_number)
        if card.gets_updates:
            self._updates.register(card)
        return card

    def remove_pass(self, serial_number: str) -> None:
        """Take a pass out of the wallet and tell its web service."""
        state = self._state
        with state.lock:
            card = self.find(serial_number)
            if card is None:
                return
            del state.memory.passes[card.key]
            state.memory.wanted.discard(card.key)
            state.keep("removed", serial_number)
        if card.gets_updates:
            self._updates.unregister(card)

    def ask(self) -> None:
        """Ask every web service what changed, as a pull down on a card does."""
        self._updates.ask()

    def wait_for(
        self, predicate: Callable[[VirtualPhone], bool], timeout: float
    ) -> bool:
        """Wait until the predicate holds, looking after each event; whether it does."""
        return self.journal.wait_until(lambda: predicate(self), timeout)

    def wait_until_idle(self, timeout: float) -> bool:
        """Wait until the phone has no errand left; whether that came."""
        return self._state.errands.wait_until_idle(timeout)

    def _on_push(self, push: ReceivedPush) -> None:
        self._state.note("pushed", None)
        self._updates.ask(topic=push.topic)
