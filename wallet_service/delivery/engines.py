"""Who pays the outbox: threads beside the web server, or a worker in the foreground."""

from __future__ import annotations

import threading

from wallet_service.delivery.parts import DeliveryParts
from wallet_service.delivery.topics import handlers
from wallet_service.outbox import topics
from wallet_service.outbox.relay import Relay

STOP_SECONDS = 45.0


class Engine:
    """Relay threads of this process, until they are stopped.

    One more than was asked for pays the till alone, and so is never held up by what the
    others do in bulk.
    """

    def __init__(self, relay: Relay, threads: int) -> None:
        self._relay = relay
        turns = [(topics.TILL_LANES,), *[topics.EVERY_LANE] * threads]
        self._threads = [
            threading.Thread(
                target=relay.run, args=(lanes,), name=f"relay-{number}", daemon=True
            )
            for number, lanes in enumerate(turns)
        ]

    def start(self) -> None:
        """Begin to pay."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish the batches in hand; what is cut short falls due by its lease."""
        self._relay.stop()
        self.wait(STOP_SECONDS)

    def wait(self, seconds: float | None = None) -> None:
        """Return when the threads have ended, or after so many seconds for each."""
        for thread in self._threads:
            thread.join(seconds)


def start_embedded(parts: DeliveryParts, threads: int) -> Engine:
    """Start relay threads in this process; `stop` ends them."""
    engine = Engine(_relay(parts), threads)
    engine.start()
    return engine


def pay_once(parts: DeliveryParts) -> int:
    """Pay what is due now and return the number of messages (`worker --once`)."""
    return _relay(parts).pay_everything()


def _relay(parts: DeliveryParts) -> Relay:
    return Relay(parts.database, handlers(parts), parts.clock)
