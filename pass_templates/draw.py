"""Draw the artwork of all designs again: `python -m pass_templates.draw`."""

from __future__ import annotations

from pathlib import Path

from pass_templates.drawing import classic, festive

FOLDER = Path(__file__).parent


def main() -> None:
    """Write the pictures of every design into its own folder."""
    classic.draw(FOLDER / "classic")
    festive.draw(FOLDER / "festive")


if __name__ == "__main__":
    main()
