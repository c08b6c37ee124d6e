"""The files of an Apple pass beside pass.json, packed once and shared by many passes.

Icon, logo and labels belong to the design; the strip belongs to the card's state.
"""

from __future__ import annotations

import functools

from wallet_service.passes import artwork, texts
from wallet_service.passes.design import Design
from wallet_service.passes.face_parts import Picture
from wallet_service.wallets.apple import bundle, pass_strings

STYLE = "storeCard"
_KEPT_TEMPLATES = 32
# A state is packed into 0.1 to 0.4 MB, so the cache stays below 80 MB.
_KEPT_STRIPS = 192


@functools.lru_cache(maxsize=_KEPT_TEMPLATES)
def template(design: Design) -> bundle.BundleTemplate:
    """What all passes of `design` share: icon, logo, and the labels by language."""
    files = [
        bundle.prepare(name, data) for name, data in design.static_pictures().items()
    ]
    for locale, strings in texts.label_strings().items():
        data = pass_strings.render(strings)
        files.append(bundle.prepare(f"{locale}.lproj/pass.strings", data))
    return bundle.BundleTemplate(files, style=STYLE)


@functools.lru_cache(maxsize=_KEPT_STRIPS)
def strips(design: Design, picture: Picture) -> tuple[bundle.PreparedFile, ...]:
    """The strip of a card's state in all densities, ready to be put into its pass."""
    return bundle.prepare_pictures(artwork.strips(design, picture), STYLE)
