"""Pictures differ where cards differ, stay within their bounds, and are drawn once."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image, ImageChops

from tests.passes import examples
from wallet_service.passes import artwork, colours, lettering, stamp_art, templates
from wallet_service.passes.design import READY_TEXT_WIDTH, STRIP
from wallet_service.passes.face_parts import (
    Picture,
    PlainPicture,
    ProgressPicture,
    StampsPicture,
)
from wallet_service.wallets.apple import pictures

PICTURES: list[Picture] = [
    PlainPicture("discount"),
    PlainPicture("cashback"),
    PlainPicture("cashback", muted=True),
    ProgressPicture(0, "5 %"),
    ProgressPicture(31, "10 %", passed=(10, 30)),
    ProgressPicture(47, "10 %"),
    ProgressPicture(50, reached=True),
    ProgressPicture(20, "5 %", muted=True),
    *(StampsPicture(0, slots, gifts=(slots,)) for slots in range(2, 21)),
    StampsPicture(6, 10, gifts=(5, 10)),
    StampsPicture(7, 10, gifts=(5, 10)),
    StampsPicture(10, 10, gifts=(10,)),
    StampsPicture(3, 10, gifts=(10,), ready=True),
    StampsPicture(17, 20, gifts=(20,), ready=True),
    StampsPicture(3, 10, gifts=(10,), muted=True),
]
NAMES = templates.names(examples.DESIGNS)


@pytest.fixture(params=NAMES)
def design(request):
    return templates.load(examples.DESIGNS, request.param)


def drawn(design, picture, density: int = 1) -> Image.Image:
    data = artwork.strip(design, picture, density)
    return Image.open(io.BytesIO(data)).convert("RGB")


def test_every_state_has_three_densities_that_a_phone_accepts(design):
    for picture in PICTURES:
        files = artwork.strips(design, picture)
        assert pictures.problems(files, "storeCard") == []
        assert pictures.size(files["strip@3x.png"]) == (3 * STRIP[0], 3 * STRIP[1])


def test_no_two_states_look_alike(design):
    seen = {artwork.strip(design, picture, 1) for picture in PICTURES}

    assert len(seen) == len(PICTURES)


def earned_slots(design, count: int) -> set[int]:
    """The slots that look as they do on a full card."""
    full, here = (
        drawn(design, StampsPicture(stamps, 10, gifts=(10,))) for stamps in (10, count)
    )
    found = set()
    for slot, place in enumerate(stamp_art.places(10), start=1):
        reach = place.diameter / 2 - 2
        box = (place.x - reach, place.y - reach, place.x + reach, place.y + reach)
        if not ImageChops.difference(full.crop(box), here.crop(box)).getbbox():
            found.add(slot)
    return found


@pytest.mark.parametrize("count", [0, 1, 6, 7, 9, 10])
def test_as_many_slots_look_earned_as_there_are_stamps(design, count):
    assert earned_slots(design, count) == set(range(1, count + 1))


def test_a_ready_reward_changes_the_ground_and_not_only_a_number(design):
    waiting = drawn(design, StampsPicture(3, 10, gifts=(10,)))
    ready = drawn(design, StampsPicture(3, 10, gifts=(10,), ready=True))
    # No stamp lies in this corner, neither before nor after.
    corner = (0, 0, 14, 90)

    assert ImageChops.difference(waiting.crop(corner), ready.crop(corner)).getbbox()


@pytest.mark.parametrize("slots", range(2, 41))
def test_stamps_stay_inside_the_strip_and_do_not_touch(slots):
    spots = stamp_art.places(slots)

    assert len(spots) == slots
    for index, spot in enumerate(spots):
        half = spot.diameter / 2
        assert spot.x - half >= 28
        assert spot.x + half <= STRIP[0] - 28
        assert spot.y - half >= 4
        assert spot.y + half <= STRIP[1] - 4
        for other in spots[index + 1 :]:
            distance = ((spot.x - other.x) ** 2 + (spot.y - other.y) ** 2) ** 0.5
            assert distance > spot.diameter


def test_progress_grows_to_the_right_and_leaves_the_large_text_alone(design):
    empty, some, more = (
        drawn(design, ProgressPicture(step, "10 %")) for step in (0, 20, 40)
    )
    first = ImageChops.difference(empty, some).getbbox()
    second = ImageChops.difference(some, more).getbbox()

    assert first is not None
    assert second is not None
    assert first[2] < second[2]
    assert first[1] > 80


@pytest.mark.parametrize("kind", ["discount", "accumulating", "cashback"])
@pytest.mark.parametrize("muted", [False, True])
def test_text_can_be_read_on_whatever_is_drawn_under_it(design, kind, muted):
    picture = (
        ProgressPicture(49, "10 %", passed=(10, 30), muted=muted)
        if kind == "accumulating"
        else PlainPicture(kind, muted=muted)
    )

    assert worst_contrast(design, drawn(design, picture), STRIP[0]) >= 4.5


def test_text_can_be_read_on_a_ready_reward(design):
    picture = StampsPicture(9, 20, gifts=(20,), ready=True)

    assert worst_contrast(design, drawn(design, picture), READY_TEXT_WIDTH) >= 4.5


def worst_contrast(design, image: Image.Image, width: int) -> float:
    """Of large text and its label, over the part of the strip that they may cover."""
    # The rate over the mark is text itself, so its corner is left out.
    part = image.crop((0, 0, min(width, 310), 84))
    pixels = set(zip(*(band.tobytes() for band in part.split()), strict=True))
    inks = (colours.parse(design.foreground), colours.parse(design.label))
    return min(colours.contrast(ink, pixel) for ink in inks for pixel in pixels)


def test_a_state_is_drawn_once(design):
    picture = StampsPicture(5, 8, gifts=(8,))

    assert artwork.strips(design, picture) is artwork.strips(design, picture)


def test_threads_draw_the_same_picture(design):
    states = [StampsPicture(count, 10, gifts=(10,)) for count in range(10)] * 3
    with ThreadPoolExecutor(8) as threads:
        drawn_apart = list(
            threads.map(lambda state: artwork.strip(design, state, 1), states)
        )

    assert drawn_apart[:10] == drawn_apart[10:20] == drawn_apart[20:]


def test_the_font_has_cyrillic_and_the_signs_of_currencies():
    font = lettering.font(24)
    missing = bytes(font.getmask("\ue000"))

    for character in "ЖЩёЁqZ0%₽€№₸«»—":
        assert bytes(font.getmask(character)) != missing, character
    assert (lettering.FILE.parent / "OFL.txt").exists()
