"""What one purchase would give by rules that are being written; nothing is stored.

The same rules as at the till, on a card that has bought for so much already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from wallet_service.cards import read_policy, worst_case
from wallet_service.cards import rules as card_rules
from wallet_service.cards.outcome import Outcome
from wallet_service.cards.purchase import Line, Purchase
from wallet_service.cards.rules import CardKind, Rules
from wallet_service.cards.standing import (
    CardStanding,
    StampCard,
    Standing,
    TurnoverDay,
)
from wallet_service.cards.worst_case import WorstCase
from wallet_service.services.till import trace_sentences

NOON = time(12)


@dataclass(frozen=True, slots=True)
class Example:
    """A purchase of `amount` minor units, and what stands on the card before it."""

    amount: int
    day: date
    category: str | None = None
    turnover: int = 0
    stamps: int = 0


@dataclass(frozen=True, slots=True)
class Worked:
    """The outcome, a sentence for each of its steps by language, the card after it."""

    outcome: Outcome
    sentences: dict[str, list[str]]
    after: CardStanding


@dataclass(frozen=True, slots=True)
class TierExample:
    """The same purchase by somebody who has just reached a tier."""

    tier: str
    from_turnover: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class WrittenTerms:
    """Rules and policy that were found to be fit, with the zone of their days."""

    rules: Rules
    zone: ZoneInfo
    currency: str
    worst_cases: tuple[WorstCase, ...]


def terms_of(
    kind: str,
    rules: Mapping[str, Any],
    policy: Mapping[str, Any],
    *,
    time_zone: str,
    currency: str,
) -> WrittenTerms:
    """The terms; raises InvalidRules, which `rule_faults` tells beforehand."""
    zone, limits = ZoneInfo(time_zone), read_policy.policy_for(policy)
    found = card_rules.rules_for(CardKind(kind), rules, time_zone=zone, policy=limits)
    return WrittenTerms(found, zone, currency, worst_case.table(found, limits))


def work_out(terms: WrittenTerms, example: Example) -> Worked:
    """What the purchase would give."""
    standing, purchase = _standing(example), _purchase(terms, example)
    outcome = terms.rules.on_purchase(purchase, standing)
    following = replace(
        example,
        turnover=example.turnover + outcome.turnover_added,
        stamps=outcome.stamps.count if outcome.stamps else example.stamps,
    )
    after = terms.rules.display(_standing(following), purchase.occurred_at)
    sentences = trace_sentences.explain(outcome.trace, terms.currency)
    return Worked(outcome, sentences, after)


def by_tier(terms: WrittenTerms, example: Example) -> list[TierExample]:
    """The same purchase at each tier, the lowest first; empty without tiers."""
    if terms.rules.ladder is None:
        return []
    purchase = _purchase(terms, example)
    return [
        TierExample(
            tier.name,
            tier.from_turnover,
            terms.rules.on_purchase(
                purchase, _standing(replace(example, turnover=tier.from_turnover))
            ),
        )
        for tier in terms.rules.ladder.tiers
    ]


def _purchase(terms: WrittenTerms, example: Example) -> Purchase:
    at = datetime.combine(example.day, NOON, terms.zone).astimezone(UTC)
    return Purchase(at, (Line(1, example.amount, example.category),))


def _standing(example: Example) -> Standing:
    turnover: tuple[TurnoverDay, ...] = ()
    if example.turnover:
        month = example.day.replace(day=1)
        turnover = (TurnoverDay(example.day, month, example.turnover),)
    return Standing(turnover=turnover, stamp_card=StampCard(count=example.stamps))
