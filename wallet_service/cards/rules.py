"""The four card kinds behind one face: a `rules` document in, the rules of a card out.

No I/O, no clock, standard library only: rules are values, and their answers depend on
nothing but what they are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from wallet_service.cards import read_rules
from wallet_service.cards.accumulating import AccumulatingRules
from wallet_service.cards.cashback import CashbackRules
from wallet_service.cards.discount import DiscountRules
from wallet_service.cards.document import Document
from wallet_service.cards.ladder import FormerLadder, Ladder, Scope
from wallet_service.cards.outcome import (
    Outcome,
    PastPurchase,
    RefundLine,
    RefundOutcome,
)
from wallet_service.cards.policy import NO_POLICY, Policy
from wallet_service.cards.purchase import Purchase
from wallet_service.cards.stamp import StampRules
from wallet_service.cards.standing import CardStanding, Standing


class CardKind(StrEnum):
    """What a program's cards do."""

    DISCOUNT = "discount"
    ACCUMULATING = "accumulating"
    CASHBACK = "cashback"
    STAMP = "stamp"


class CardRules(Protocol):
    """What every kind of card answers."""

    @property
    def counts_turnover(self) -> bool:
        """Whether purchases add to a turnover."""

    @property
    def scope(self) -> Scope:
        """Whose turnover counts together."""

    @property
    def ladder(self) -> Ladder | None:
        """The tiers, for `tiers.at` and `tiers.holds_until`; None without any."""

    @property
    def has_points(self) -> bool:
        """Whether the card earns and spends points."""

    def on_purchase(self, purchase: Purchase, standing: Standing) -> Outcome:
        """What a purchase does; raises TooManyPoints or PointsNotAccepted."""

    def on_refund(
        self, past: PastPurchase, lines: tuple[RefundLine, ...], standing: Standing
    ) -> RefundOutcome:
        """What a refund does; no `lines` mean all that is left.

        Raises NothingLeft, UnknownLine, RefundExceedsLine or RefundExceedsQuantity.
        """

    def display(self, standing: Standing, instant: datetime) -> CardStanding:
        """What the card shows at `instant`, without the points of its ledger."""


Rules = DiscountRules | AccumulatingRules | CashbackRules | StampRules


def rules_for(
    kind: CardKind,
    document: Mapping[str, object],
    *,
    time_zone: ZoneInfo,
    policy: Policy = NO_POLICY,
) -> Rules:
    """The rules of a program from the plain JSON of its `rules`, under a policy.

    Stamps are neither discount nor points: a policy does not touch them.
    Raises InvalidRules with every fault, each at its JSON pointer in the document.
    """
    doc = Document(document)
    rules = _read(kind, doc, time_zone)
    doc.no_more()
    doc.raise_faults()
    if isinstance(rules, StampRules) or policy is NO_POLICY:
        return rules
    return replace(rules, policy=policy)


def after(rules: Rules, former: tuple[FormerLadder, ...]) -> Rules:
    """The same rules, their tiers following those of earlier versions (A18).

    Versions with the ladder of the one behind them change nothing and are left out.
    """
    if not isinstance(rules, AccumulatingRules | CashbackRules) or rules.terms is None:
        return rules
    ladder = rules.terms.ladder
    followers = [*(one.ladder for one in former[1:]), ladder]
    changes = (
        tuple(
            one
            for one, following in zip(former, followers, strict=True)
            if one.ladder != following
        )
        if former
        else ()
    )
    if not changes:
        return rules
    terms = replace(rules.terms, ladder=replace(ladder, former=changes))
    return replace(rules, terms=terms)


def _read(kind: CardKind, doc: Document, time_zone: ZoneInfo) -> Rules:
    if kind is CardKind.DISCOUNT:
        return read_rules.discount(doc)
    if kind is CardKind.ACCUMULATING:
        return read_rules.accumulating(doc, time_zone)
    if kind is CardKind.CASHBACK:
        return read_rules.cashback(doc, time_zone)
    return read_rules.stamp(doc, time_zone)
