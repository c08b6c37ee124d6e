"""Draw the tour: `python -m tests.tour`, or some chapters: `... members staff`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests import browser
from tests.tour import captions, counter, house, members, staff
from tests.tour.album import Album

DOCUMENTS = Path(__file__).resolve().parent.parent.parent / "docs"
FOLDER = DOCUMENTS / "tour"
PARTS = {"members": members, "staff": staff, "counter": counter}


def main() -> None:
    """Photograph, write the plates and, when all are there, the page."""
    wanted = sys.argv[1:] or list(PARTS)
    FOLDER.mkdir(exist_ok=True)
    album = Album()
    with (
        tempfile.TemporaryDirectory() as name,
        house.opened(Path(name)) as scene,
        browser.launched(scene.counter.film) as chromium,
    ):
        for part in wanted:
            PARTS[part].photograph(chromium, album, scene)
    made = album.save(FOLDER)
    if wanted == list(PARTS):
        for old in set(FOLDER.glob("*.webp")) - set(made):
            old.unlink()
        text = captions.page(FOLDER, made)
        (DOCUMENTS / "tour.md").write_text(text, encoding="utf-8")
    size = sum(path.stat().st_size for path in FOLDER.glob("*.webp"))
    print(f"{len(made)} pictures, {size / 1_000_000:.1f} MB in {FOLDER}")


if __name__ == "__main__":
    main()
