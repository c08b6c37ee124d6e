"""A design's colours as a style sheet: pages forbid inline styles."""

from __future__ import annotations

from wallet_service.passes import drawing
from wallet_service.passes.design import Design
from wallet_service.passes.drawing import Drawing


def stylesheet(design: Design, drawn: Drawing | None = None) -> str:
    """The main button in the card's colours, and those of a drawn card.

    They were checked for contrast when the design was loaded.
    """
    tokens = (
        ":root {\n"
        f"  --accent: {design.background};\n"
        f"  --on-accent: {design.foreground};\n"
        f"  --card-background: {design.background};\n"
        f"  --card-foreground: {design.foreground};\n"
        f"  --card-label: {design.label};\n"
        "}\n"
    )
    return tokens + (drawing.stylesheet([drawn]) if drawn else "")
