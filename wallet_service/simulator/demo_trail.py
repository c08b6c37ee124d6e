"""How far a change has come on its way to the phone, by the phone's own journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wallet_service.simulator.phone import VirtualPhone

STEPS = ("recorded", "pushed", "asked", "fetched")


@dataclass(frozen=True, slots=True)
class TrailStep:
    """A step; `after` in seconds since the change was recorded, None while it waits."""

    name: str
    after: float | None


def trail(
    phone: VirtualPhone, serial_number: str | None, recorded_at: datetime | None
) -> tuple[TrailStep, ...]:
    """The steps since `recorded_at`.

    There are none when nothing was recorded, when the card is not on the phone, or when
    the phone took it later: such a card holds the change already.
    """
    if recorded_at is None or serial_number is None:
        return ()
    added = (one for one in phone.journal.of("added") if one.at > recorded_at)
    if any(one.serial_number == serial_number for one in added):
        return ()
    found: dict[str, float] = {"recorded": 0.0}
    for event in phone.journal.events:
        is_this_card = event.serial_number in {None, serial_number}
        if event.at >= recorded_at and is_this_card and event.kind in STEPS:
            seconds = (event.at - recorded_at).total_seconds()
            found.setdefault(event.kind, seconds)
    return tuple(TrailStep(name, found.get(name)) for name in STEPS)
