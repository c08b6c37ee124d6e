"""The words of the demonstration's page in both languages.

Steps and reasons are those that the rules write into a trace.
"""

from __future__ import annotations

from collections.abc import Mapping

from wallet_service.simulator import demo_texts_en, demo_texts_ru

Texts = Mapping[str, str]

# Steps whose figures are stamps or gifts, not money.
COUNTED = frozenset(
    {
        "stamps",
        "maximum_per_purchase",
        "maximum_per_day",
        "carry_over",
        "rewards",
        "stamps_removed",
        "rewards_cancelled",
    }
)

_PAGES: Mapping[str, Texts] = {"en": demo_texts_en.PAGE, "ru": demo_texts_ru.PAGE}
_STEPS: Mapping[str, Texts] = {"en": demo_texts_en.STEPS, "ru": demo_texts_ru.STEPS}
_NOTES: Mapping[str, Texts] = {"en": demo_texts_en.NOTES, "ru": demo_texts_ru.NOTES}
_REASONS: Mapping[str, Texts] = {
    "en": demo_texts_en.REASONS,
    "ru": demo_texts_ru.REASONS,
}


def page(language: str) -> Texts:
    """The page's own words."""
    return _PAGES[language]


def step(name: str, language: str) -> str:
    """What a step of a trace is called; an unknown one by its own name."""
    return _STEPS[language].get(name, name)


def reason(name: str | None, language: str) -> str:
    """Why a step came out as it did."""
    return _REASONS[language].get(name, name) if name else ""


def note(step_name: str, language: str) -> str:
    """What a step is about, for one that came without a reason."""
    return _NOTES[language].get(step_name, "")
