"""Identifiers: a prefix, then what sorts by time and never repeats."""

from __future__ import annotations

import re
import threading

from wallet_service.identifiers import CROCKFORD, new_id


def test_they_bear_their_type_and_26_letters() -> None:
    assert re.fullmatch(f"card_[{CROCKFORD}]{{26}}", new_id("card"))


def test_they_never_repeat() -> None:
    made: list[str] = []
    threads = [
        threading.Thread(target=lambda: made.extend(new_id("x") for _ in range(500)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 2_000


def test_later_ones_sort_after_earlier_ones() -> None:
    first = new_id("card")
    later = new_id("card")
    while later[:15] == first[:15]:
        later = new_id("card")
    assert first < later


def test_the_longest_prefix_fits_its_column() -> None:
    assert len(new_id("purc")) <= 40
