"""A trace as sentences that a salesperson can read out, in English and in Russian."""

from __future__ import annotations

from collections.abc import Sequence

from wallet_service.cards.outcome import Step
from wallet_service.passes import formats
from wallet_service.passes.card_view import Locale
from wallet_service.services.till import trace_words

LOCALES: tuple[Locale, ...] = ("en", "ru")


def explain(trace: Sequence[Step], currency: str) -> dict[str, list[str]]:
    """A sentence for each step in the order of the computation, by language."""
    return {
        locale: [_sentence(step, currency, locale, place) for step in trace]
        for place, locale in enumerate(LOCALES)
    }


def _sentence(step: Step, currency: str, locale: Locale, place: int) -> str:
    words = trace_words.STEPS[step.step][place].format(
        base=_figure(step, step.base, currency, locale),
        result=_figure(step, step.result, currency, locale),
        rate=formats.rate(step.rate_bp or 0, locale),
    )
    if step.reason is None:
        return f"{words}."
    return f"{words} ({trace_words.REASONS[step.reason][place]})."


def _figure(step: Step, value: int | None, currency: str, locale: Locale) -> str:
    if step.step in trace_words.COUNTS:
        return formats.number(value or 0, locale)
    return formats.money(value or 0, currency, locale)
