"""A design's colours as a style sheet: pages forbid inline styles."""

from __future__ import annotations

from wallet_service.passes import colours, drawing
from wallet_service.passes.design import Design
from wallet_service.passes.drawing import Drawing


def stylesheet(design: Design, drawn: Drawing | None = None) -> str:
    """The main button in the card's two colours, and those of a drawn card.

    They were checked for contrast when the design was loaded. On a light page the
    darker one is the button's ground, on a dark page the lighter one.
    """
    darker, lighter = sorted(
        (design.background, design.foreground),
        key=lambda colour: colours.luminance(colours.parse(colour)),
    )
    tokens = (
        f":root {{ --accent: {darker}; --on-accent: {lighter}; }}\n"
        "@media (prefers-color-scheme: dark) {\n"
        f"  :root {{ --accent: {lighter}; --on-accent: {darker}; }}\n"
        "}\n"
        ":root {\n"
        f"  --card-background: {design.background};\n"
        f"  --card-foreground: {design.foreground};\n"
        f"  --card-label: {design.label};\n"
        "}\n"
    )
    return tokens + (drawing.stylesheet([drawn]) if drawn else "")
