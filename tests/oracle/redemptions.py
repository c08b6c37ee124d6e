"""Rewards of stamp cards and their one-time codes: reserved, redeemed, released."""

from __future__ import annotations

from datetime import datetime

from tests.oracle import book, stamp_history, till
from tests.oracle.records import Card, Redemption, Refused
from tests.oracle.registry import Registry, recorded
from tests.oracle.stamp_card import Reward, StampCard


class Redemptions(Registry):
    """What staff and members do with the rewards of a card."""

    def rewards(self, card: str, *, at: datetime) -> list[Reward]:
        """Every reward the card was ever given, the oldest first."""
        found: Card = book.find("card", self.book.cards, card)
        if self.book.programs[found.program].kind != "stamp":
            return []
        return self._stamps(card, at).card.rewards

    def _stamps(self, card: str, at: datetime) -> stamp_history.History:
        found: Card = book.find("card", self.book.cards, card)
        return stamp_history.history(self.book.as_of(at), found, at)

    @recorded
    def reserve(
        self, card: str, *, at: datetime, code: str, reward: str | None = None
    ) -> str:
        """Show a code for a reward, the oldest ready one when none is named."""
        till.check_card(book.find("card", self.book.cards, card), at)
        free = [
            own
            for own in self.rewards(card, at=at)
            if own.state == "issued" and reward in (None, own.id)
        ]
        if not free:
            raise Refused(409, "no_reward_ready")
        step = Redemption(at, "reserve", card, free[0].id, code)
        self.book.facts.append(step)
        return free[0].id

    @recorded
    def redeem(self, code: str, *, at: datetime, by: str) -> str:
        """Confirm a code once; later it is refused with who did it and when (S8)."""
        card, reward = self._open(code, at)
        till.check_card(self.book.cards[card], at)
        self.book.facts.append(Redemption(at, "redeem", card, reward.id, code, by))
        return reward.id

    @recorded
    def release(self, code: str, *, at: datetime) -> None:
        """Cancel a code: its reward is ready again."""
        card, reward = self._open(code, at)
        self.book.facts.append(Redemption(at, "release", card, reward.id, code))

    def _open(self, code: str, at: datetime) -> tuple[str, Reward]:
        """The reward of a code that is alive; a used one says who used it, and when."""
        card, reward = self._by_code(code, at)
        if reward.state == "redeemed" and reward.code == code:
            raise Refused(409, "redeemed", at=reward.redeemed_at, by=reward.redeemed_by)
        if reward.state != "reserved" or reward.code != code:
            raise Refused(409, "code_lapsed")
        return card, reward

    def _by_code(self, code: str, at: datetime) -> tuple[str, Reward]:
        for fact in reversed(self.book.every(Redemption)):
            if fact.code == code:
                for reward in self.rewards(fact.card, at=at):
                    if reward.id == fact.reward:
                        return fact.card, reward
        raise Refused(404, "code_not_found")

    def stamp_card(self, card: str, *, at: datetime) -> StampCard:
        """Carry, debt and rewards of a stamp card."""
        return self._stamps(card, at).card
