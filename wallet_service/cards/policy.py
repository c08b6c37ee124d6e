"""A program's commercial policy: ceilings over what it gives, a floor under its price.

Newly granted benefit is discount and points earned; points spent were granted earlier
(ground rule 7). A ceiling is a share of the gross of lines that are not excluded (R11).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from wallet_service.cards.budget import Budget
from wallet_service.cards.draft import Draft
from wallet_service.cards.money import WHOLE_BP, percent_down, percent_up, spread
from wallet_service.cards.outcome import Step
from wallet_service.cards.purchase import Line


@dataclass(frozen=True, slots=True)
class Policy:
    """Ceilings of the whole purchase and of categories, least margin, and budget.

    `trim_at_purchase` permits publishing a program whose worst case is above a ceiling;
    ceilings trim at every purchase in any case (R10). One person alone adjusts a card
    by `adjustment_limit` at most, in the unit adjusted (M8); `payouts` in money are off
    by default (C19).
    """

    ceiling_bp: int | None = None
    category_ceilings_bp: Mapping[str, int] = field(default_factory=dict)
    margin_floor_bp: int | None = None
    trim_at_purchase: bool = False
    adjustment_limit: int | None = None
    payouts: bool = False
    budget: Budget | None = None

    @property
    def has_ceilings(self) -> bool:
        """Whether anything can be trimmed."""
        return self.ceiling_bp is not None or bool(self.category_ceilings_bp)


NO_POLICY = Policy()


@dataclass(frozen=True, slots=True)
class Benefit:
    """What a ceiling looks at, by line: gross (0 when excluded), category, discount."""

    gross: Sequence[int]
    categories: Sequence[str | None]
    discounts: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Ceiling:
    name: str
    rate_bp: int
    indexes: tuple[int, ...]
    limit: int


def trim_discount(draft: Draft, policy: Policy) -> Draft:
    """Step c: category ceilings, then the whole one, cut the discount (M5, R10)."""
    if not policy.has_ceilings:
        return draft
    nothing = (0,) * len(draft.discounts)
    amounts, steps = _trimmed(
        policy, _benefit(draft), amounts=draft.discounts, given=nothing, what="discount"
    )
    return replace(draft, discounts=amounts).noted(*steps)


def trim_earning(draft: Draft, policy: Policy) -> Draft:
    """Step j: what a discount leaves of each ceiling is there for points (M1, R18)."""
    if not policy.has_ceilings:
        return draft
    amounts, steps = _trimmed(
        policy,
        _benefit(draft),
        amounts=draft.earned,
        given=draft.discounts,
        what="earning",
    )
    return replace(draft, earned=amounts).noted(*steps)


def earning_under(
    policy: Policy, benefit: Benefit, earned: tuple[int, ...]
) -> tuple[int, ...]:
    """An earning trimmed to the ceilings of what is left of a purchase (R3)."""
    amounts, _ = _trimmed(
        policy, benefit, amounts=earned, given=benefit.discounts, what="earning"
    )
    return amounts


def least_payable(policy: Policy, lines: Sequence[Line]) -> int | None:
    """What points must leave to be paid, rounded up; None without floor or costs (M2).

    Only lines with their cost given count towards it.
    """
    costs = [line.cost for line in lines if line.cost is not None]
    if policy.margin_floor_bp is None or not costs:
        return None
    return percent_up(sum(costs), WHOLE_BP + policy.margin_floor_bp)


def _benefit(draft: Draft) -> Benefit:
    categories = tuple(line.category for line in draft.purchase.lines)
    return Benefit(draft.counted_gross, categories, draft.discounts)


def _trimmed(
    policy: Policy,
    benefit: Benefit,
    *,
    amounts: tuple[int, ...],
    given: Sequence[int],
    what: str,
) -> tuple[tuple[int, ...], tuple[Step, ...]]:
    """The amounts under every ceiling in turn, spread by what they were before (R4)."""
    steps = []
    for ceiling in _ceilings(policy, benefit):
        before = [amounts[index] for index in ceiling.indexes]
        already = sum(given[index] for index in ceiling.indexes)
        limit = max(0, ceiling.limit - already)
        if sum(before) <= limit:
            continue
        after = dict(zip(ceiling.indexes, spread(limit, before), strict=True))
        amounts = tuple(after.get(i, amount) for i, amount in enumerate(amounts))
        name, reason = f"{what}_{ceiling.name}", f"policy_{ceiling.name}"
        steps.append(Step(name, sum(before), ceiling.rate_bp, limit, reason))
    return amounts, tuple(steps)


def _ceilings(policy: Policy, benefit: Benefit) -> Iterator[_Ceiling]:
    """Those of the categories that were bought, then that of the whole purchase."""
    for category, rate_bp in policy.category_ceilings_bp.items():
        own = (i for i, name in enumerate(benefit.categories) if name == category)
        yield _ceiling("category_ceiling", rate_bp, tuple(own), benefit)
    if policy.ceiling_bp is not None:
        every = tuple(range(len(benefit.gross)))
        yield _ceiling("ceiling", policy.ceiling_bp, every, benefit)


def _ceiling(
    name: str, rate_bp: int, indexes: tuple[int, ...], benefit: Benefit
) -> _Ceiling:
    base = sum(benefit.gross[index] for index in indexes)
    return _Ceiling(name, rate_bp, indexes, percent_down(base, rate_bp))
