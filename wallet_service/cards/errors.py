"""What the card rules refuse, each with what the caller needs to say why.

CardRefusal
├── TooManyPoints            more points than may be spent (C12)
│   └── PointsNotAccepted    the kind of card has no points
├── NothingLeft              the purchase has been refunded in full (R2)
├── UnknownLine              the purchase has no such line
├── RefundExceedsLine        more money than is left of a line (R2)
└── RefundExceedsQuantity    more goods than are left of a line
InvalidRules                 a program's `rules` or `policy` document has faults
"""

from __future__ import annotations


class CardRefusal(Exception):
    """The rules do not allow what was asked."""


class TooManyPoints(CardRefusal):
    """More points than may be spent; `maximum` is what may be, in minor units."""

    def __init__(self, maximum: int) -> None:
        super().__init__(f"At most {maximum} points (minor units) can be spent.")
        self.maximum = maximum


class PointsNotAccepted(TooManyPoints):
    """This kind of card has no points; spend none."""

    def __init__(self) -> None:
        super().__init__(0)


class NothingLeft(CardRefusal):
    """Nothing is left of the purchase to refund."""

    def __init__(self) -> None:
        super().__init__("The purchase has already been refunded in full.")


class UnknownLine(CardRefusal):
    """The purchase has no line of this number; lines count from 1."""

    def __init__(self, number: int) -> None:
        super().__init__(f"The purchase has no line {number}.")
        self.number = number


class RefundExceedsLine(CardRefusal):
    """More than the line's gross that is left, `left`, in minor units."""

    def __init__(self, number: int, left: int) -> None:
        super().__init__(f"Only {left} (minor units) is left of line {number}.")
        self.number = number
        self.left = left


class RefundExceedsQuantity(CardRefusal):
    """More goods than the `left` that have not come back yet."""

    def __init__(self, number: int, left: int) -> None:
        super().__init__(f"Only {left} items are left of line {number}.")
        self.number = number
        self.left = left


class InvalidRules(Exception):
    """Faults of a document: (JSON pointer inside the document, message)."""

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        super().__init__("; ".join(f"{where or '/'}: {what}" for where, what in faults))
        self.faults = faults
