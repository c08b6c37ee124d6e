"""The parts of a card's face, the same for every platform.

A field names its label and carries its value ready to be read; a picture names the
state to draw, coarse enough that a program has few of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wallet_service.passes.card_view import Kind, Locale, State

PROGRESS_STEPS = 50


@dataclass(frozen=True, slots=True)
class Field:
    """`key` is unique on the face and never changes; `label` is a key of the labels."""

    key: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class PlainPicture:
    """A ground without a drawing; `muted` while the card cannot be used."""

    kind: Kind
    muted: bool = False


@dataclass(frozen=True, slots=True)
class ProgressPicture:
    """The way to the next tier in steps of 1/50; `passed` are the thresholds behind.

    `next_rate` is what the next tier gives, ready to be read. `reached` is the top:
    there is no next tier.
    """

    step: int
    next_rate: str = ""
    passed: tuple[int, ...] = ()
    reached: bool = False
    muted: bool = False


@dataclass(frozen=True, slots=True)
class StampsPicture:
    """`count` of `slots` stamps; `gifts` are the slots that bring a reward, from 1.

    `ready`: a reward waits to be handed out, and the whole picture says so.
    """

    count: int
    slots: int
    gifts: tuple[int, ...] = ()
    ready: bool = False
    muted: bool = False


Picture = PlainPicture | ProgressPicture | StampsPicture


@dataclass(frozen=True, slots=True)
class Balance:
    """Money that the card holds, for machines that read it."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class CardFace:
    """All that is shown: front (`header`, `primary` over the strip, `row`) and back.

    `news` is one of the back fields, the only one that a phone announces. `voided` is a
    card that has ended for good; `expires_at` the instant from which it is not valid.
    `balance` and `turnover` are money for platforms that write it themselves.
    """

    kind: Kind
    locale: Locale
    brand_name: str
    program_name: str
    header: Field
    primary: Field | None
    row: tuple[Field, ...]
    back: tuple[Field, ...]
    news: Field
    description: str
    barcode: str
    barcode_caption: str
    picture: Picture
    balance: Balance | None
    turnover: Balance | None
    state: State
    expires_at: datetime | None
    voided: bool
