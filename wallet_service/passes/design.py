"""A card's design as a value: colours, pictures, and a revision made of its content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# Pixels to a point, and the ending of the file name that says so (@2x and @3x).
DENSITIES: Mapping[int, str] = {1: "", 2: "@2x", 3: "@3x"}
ICON = (29, 29)
LOGO_MOST = (160, 50)
STRIP = (375, 123)
STRIP_STATES = ("discount", "accumulating", "cashback", "stamp", "ready")
# Stamp art is one square picture each, reduced to the size that the card needs.
ART = (
    "stamp-earned",
    "stamp-next",
    "stamp-empty",
    "stamp-gift",
    "stamp-gift-earned",
    "gift",
)
# Right of this point the picture of a ready reward may be bright: the gift lies there.
READY_TEXT_WIDTH = 262


@dataclass(frozen=True, slots=True)
class Progress:
    """Colours of the bar towards the next tier, as #rrggbb."""

    track: str
    fill: str
    fill_end: str
    mark: str
    sign: str


@dataclass(frozen=True, slots=True)
class Design:
    """A design that has passed its checks; two are equal when their content is.

    `pictures` maps file names without folder to PNG bytes; `strips` names the ground of
    each kind of card and of a ready reward.
    """

    name: str
    revision: str
    title: Mapping[str, str] = field(compare=False)
    background: str = field(compare=False)
    foreground: str = field(compare=False)
    label: str = field(compare=False)
    brand_beside_logo: bool = field(compare=False)
    progress: Progress = field(compare=False)
    strips: Mapping[str, str] = field(compare=False)
    pictures: Mapping[str, bytes] = field(compare=False, repr=False)

    def static_pictures(self) -> dict[str, bytes]:
        """The pictures that every card of the design shares: icon and logo."""
        return {
            f"{name}{suffix}.png": self.pictures[f"{name}{suffix}.png"]
            for name in ("icon", "logo")
            for suffix in DENSITIES.values()
        }
