"""A card as a page shows it: the pass that a phone would get, drawn without a phone.

No pass is signed for it. The same document, labels and pictures go into the drawing as
into the file, so that page and phone cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wallet_service.passes import apple_card, artwork, card_face, drawing, texts
from wallet_service.passes.apple_card import AppleIdentity
from wallet_service.passes.card_view import CardView
from wallet_service.passes.design import Design
from wallet_service.passes.drawing import Drawing

# who would sign the pass stands nowhere on a page
_NOBODY = AppleIdentity("pass.none", "NONE", "", "none")


@dataclass(frozen=True, slots=True)
class PageContent:
    """What the drawing reads, as it would of a pass."""

    document: Mapping[str, object]
    files: Mapping[str, bytes] = field(repr=False)
    strings: Mapping[str, Mapping[str, str]] = field(repr=False)

    def localized(self, text: str, language: str) -> str:
        """The translation of a label, or the text itself."""
        return self.strings.get(language, {}).get(text, text)


def draw(view: CardView, design: Design) -> Drawing:
    """The card in its member's language."""
    face = card_face.face(view)
    content = PageContent(
        document=apple_card.pass_json(face, _NOBODY, design),
        files=pictures(view, design),
        strings=texts.label_strings(),
    )
    return drawing.draw(content, view.locale, view.time_zone)


def pictures(view: CardView, design: Design) -> Mapping[str, bytes]:
    """Logo, icon and the strip of the card's state as PNG by file name."""
    strips = artwork.strips(design, card_face.picture(view))
    return {**design.static_pictures(), **strips}
