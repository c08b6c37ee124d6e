"""A stamp card told from its first fact to an instant: slots, rewards, carry, debt.

Every stamp on a card being filled knows who gave it and when, so that what expires,
moves or is taken back can be named, and by which version it was put there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from tests.oracle import dates
from tests.oracle.records import Version


@dataclass(eq=False)
class Reward:
    id: str
    name: str | None
    at: int  # the slot that earned it
    full: bool
    card: Filling
    last_day: date | None
    zone: str
    state: str = "issued"  # issued, reserved, redeemed, expired, cancelled
    code: str | None = None
    reserved_until: datetime | None = None
    redeemed_at: datetime | None = None
    redeemed_by: str | None = None

    @property
    def ready(self) -> bool:
        return self.state in ("issued", "reserved")


class Stamp(NamedTuple):
    giver: str
    when: datetime
    version: Version


@dataclass(eq=False)
class Filling:
    """One card of slots, from its first stamp until it is full or expires."""

    next_version: Version  # what an untouched card is begun with
    stamps: list[Stamp] = field(default_factory=list)
    given: set[int] = field(default_factory=set)  # milestones
    following: Filling | None = None  # begun, then left when this one was reopened

    @property
    def version(self) -> Version:
        """A card is finished by the version it was begun with: its oldest stamp's."""
        return self.stamps[0].version if self.stamps else self.next_version

    @property
    def rules(self) -> dict[str, Any]:
        return self.version.rules

    @property
    def slots(self) -> int:
        slots: int = self.rules["slots"]
        return slots

    def over_at(self, zone: str) -> datetime:
        """When its stamps expire (S12, R26)."""
        days = self.rules.get("expiry_days")
        if not days or not self.stamps:
            return dates.END
        dated = [stamp.when for stamp in self.stamps]
        first = self.rules.get("expiry_from") == "first_stamp"
        start = dates.local_day(min(dated) if first else max(dated), zone)
        return dates.over_at(start + timedelta(days=days - 1), zone)


@dataclass
class StampCard:
    zone: str
    version: Version  # the one in force, which new cards begin with
    filling: Filling
    carry: int = 0
    debt: int = 0
    generation: int = 0  # grows when stamps expire
    full: list[tuple[Filling, Reward]] = field(default_factory=list)
    expired: list[Stamp] = field(default_factory=list)
    rewards: list[Reward] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.filling.stamps)

    def pass_time(self, now: datetime) -> None:
        """What the clock alone does: expiry of stamps and rewards, lapsed codes."""
        if self.filling.over_at(self.zone) <= now:
            self.expired.extend(self.filling.stamps)
            self.filling = Filling(self.version)
            self.carry = 0
            self.generation += 1
        for reward in self.rewards:
            lapsed = reward.reserved_until is not None and reward.reserved_until <= now
            if reward.state == "reserved" and lapsed:
                reward.state, reward.code = "issued", None
            if reward.ready and dates.over_at(reward.last_day, self.zone) <= now:
                reward.state = "expired"

    def follow(self, version: Version) -> None:
        """An untouched card follows the newest version; a begun one finishes (S13)."""
        self.version = self.filling.next_version = version

    def add(self, giver: str, stamps: int, when: datetime) -> int:
        """Put stamps on the card and return how many reached it (R22, R23)."""
        paid = min(self.debt, stamps)
        self.debt -= paid
        reached = paid
        for _ in range(stamps - paid):
            carries = self.filling.rules.get("carry_over") is not False
            self.filling.stamps.append(Stamp(giver, when, self.version))
            reached += 1
            if self.settle(when, passed={self.count}) and not carries:
                break
        return reached

    def settle(self, when: datetime, *, passed: Collection[int]) -> bool:
        """Give what these counts have earned; whether the card was filled by it."""
        rules = self.filling.rules
        for milestone in rules.get("milestones") or []:
            slot = milestone["at"]
            if slot < self.filling.slots and slot in passed:
                if slot in self.filling.given:
                    continue
                self.filling.given.add(slot)
                self._issue(milestone.get("reward_name"), slot, when, full=False)
        if self.count < self.filling.slots:
            return False
        done, surplus = self.filling, self.filling.stamps[self.filling.slots :]
        done.stamps = done.stamps[: done.slots]
        reward = self._issue(rules.get("reward_name"), done.slots, when, full=True)
        self.full.append((done, reward))
        self.filling = done.following or Filling(self.version)
        if rules.get("carry_over") is not False:
            self.filling.stamps = [
                Stamp(stamp.giver, when, self.version) for stamp in surplus
            ]
        return True

    def convert(self, version: Version, when: datetime) -> None:
        """Count the card by a new version's slots (S13)."""
        self.follow(version)
        stamps = self.filling.stamps
        self.filling.stamps = [stamp._replace(version=version) for stamp in stamps]
        while self.settle(when, passed=range(1, self.count + 1)):
            pass

    def _issue(
        self, name: str | None, slot: int, when: datetime, *, full: bool
    ) -> Reward:
        days = self.filling.rules.get("reward_expiry_days")
        day = dates.local_day(when, self.zone)
        last = day + timedelta(days=days - 1) if days else None
        number = f"reward-{len(self.rewards) + 1}"
        reward = Reward(number, name, slot, full, self.filling, last, self.zone)
        self.rewards.append(reward)
        return reward

    def remove(self, giver: str, stamps: int) -> int:
        """Take stamps off and return how many rewards that cancelled (R25, S9, S10)."""
        cancelled = 0
        while stamps > self.count and self.full:
            done, reward = self.full[-1]
            if reward.state in ("redeemed", "expired"):
                break
            reward.state = "cancelled"
            cancelled += 1 + self._cancel_milestones(above=-1)
            self.full.pop()
            done.stamps = [*done.stamps, *self.filling.stamps]
            self.filling.stamps = []
            done.following, self.filling = self.filling, done
        on_card = min(stamps, self.count)
        self._take_off(giver, on_card)
        if on_card < stamps and not (self.full and self.full[-1][1].state == "expired"):
            self.debt += stamps - on_card
        return cancelled + self._cancel_milestones(above=self.count)

    def _take_off(self, giver: str, stamps: int) -> None:
        """The giver's own stamps first, then the oldest."""
        own = [stamp for stamp in self.filling.stamps if stamp.giver == giver]
        others = [stamp for stamp in self.filling.stamps if stamp.giver != giver]
        for stamp in [*reversed(own), *others][:stamps]:
            self.filling.stamps.remove(stamp)

    def _cancel_milestones(self, *, above: int) -> int:
        cancelled = 0
        for reward in self.rewards:
            mine = reward.card is self.filling and not reward.full
            if mine and reward.ready and reward.at > above:
                reward.state = "cancelled"
                self.filling.given.discard(reward.at)
                cancelled += 1
        return cancelled
