"""What steps are drawn from: awkward amounts, pauses, shares, and short receipts."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from tests.histories import programs
from tests.histories.asked import Goods

MOST = 11
numbers = st.integers(0, MOST)
shares = st.sampled_from([100, 50, 1, 99, 33])
amounts = st.one_of(
    st.sampled_from([10_000, 3_333, 9_999, 1, 33_333, 100_000, 999_999]),
    st.integers(1, 400_000),
)
goods = st.lists(
    st.builds(
        Goods,
        amounts,
        st.sampled_from(programs.CATEGORIES),
        st.integers(1, 4),
        st.sampled_from(programs.SKUS),
        st.sampled_from([None, 5_000, 90_000]),
    ),
    min_size=1,
    max_size=3,
).map(tuple)
pauses = st.sampled_from(
    [
        *(timedelta(hours=hours) for hours in (1, 5, 24, 72)),
        *(timedelta(days=days) for days in (7, 14, 31, 92)),
        timedelta(minutes=7),
    ]
)
