"""Designs are loaded by plain names only, and only when people can read them."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from tests.passes import examples
from wallet_service.passes import colours, design_checks, templates
from wallet_service.passes.design import DENSITIES, STRIP_STATES

NAMES = templates.names(examples.DESIGNS)


@pytest.fixture
def designs(tmp_path: Path) -> Path:
    """A folder with one design, to be spoilt."""
    shutil.copytree(examples.DESIGNS / "festive", tmp_path / "designs" / "mine")
    return tmp_path / "designs"


def describe(designs: Path, **changes: object) -> None:
    file = designs / "mine" / "design.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    for key, value in changes.items():
        data[key] = {**data[key], **value} if isinstance(value, dict) else value
    file.write_text(json.dumps(data), encoding="utf-8")


def repaint(file: Path, size: tuple[int, int], colour: str) -> None:
    Image.new("RGB", size, colour).save(file)


def test_two_designs_come_with_the_product():
    assert NAMES == ("classic", "festive")


@pytest.mark.parametrize("name", NAMES)
def test_every_design_is_fit_and_has_a_title_in_both_languages(name):
    design = templates.load(examples.DESIGNS, name)

    assert design_checks.problems(design) == []
    assert design.title.keys() == {"en", "ru"}


@pytest.mark.parametrize("name", NAMES)
def test_text_can_be_read_on_the_ground_and_labels_too(name):
    design = templates.load(examples.DESIGNS, name)
    ground = colours.parse(design.background)

    assert colours.contrast(colours.parse(design.foreground), ground) >= 4.5
    assert colours.contrast(colours.parse(design.label), ground) >= 4.5


@pytest.mark.parametrize("name", NAMES)
def test_every_picture_has_all_densities_as_exact_multiples(name):
    design = templates.load(examples.DESIGNS, name)
    for base in ("icon", "logo", *design.strips.values()):
        width, height = Image.open(io.BytesIO(design.pictures[f"{base}.png"])).size
        for density, suffix in DENSITIES.items():
            data = design.pictures[f"{base}{suffix}.png"]
            assert Image.open(io.BytesIO(data)).size == (
                width * density,
                height * density,
            )


@pytest.mark.parametrize(
    "name",
    [
        "../classic",
        "..",
        ".",
        "",
        "/etc",
        "classic/../festive",
        "classic/",
        "classic\x00",
        "classic\n",
        "Classic",
        "классика",
        "a" * 41,
        "%2e%2e",
        "-classic",
    ],
)
def test_statement_45_a_name_never_leads_out_of_the_folder(name):
    with pytest.raises(templates.DesignError, match="no name of a design"):
        templates.load(examples.DESIGNS, name)


def test_statement_45_a_link_never_leads_out_of_the_folder(designs, tmp_path):
    (designs / "mine").rename(tmp_path / "elsewhere")
    (designs / "mine").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(templates.DesignError, match="does not lie in the folder"):
        templates.load(designs, "mine")


def test_statement_45_a_strip_never_leads_out_of_the_folder(designs):
    describe(designs, strips={"ready": "../../secret"})

    with pytest.raises(templates.DesignError, match="no name of a design"):
        templates.load(designs, "mine")


def test_an_unknown_design_is_refused(designs):
    with pytest.raises(templates.DesignError, match=r"design\.json cannot be read"):
        templates.load(designs, "other")


def test_a_missing_picture_is_named(designs):
    (designs / "mine" / "logo@2x.png").unlink()

    with pytest.raises(templates.DesignError, match=r"logo@2x\.png cannot be read"):
        templates.load(designs, "mine")


@pytest.mark.parametrize(
    ("file", "size", "complaint"),
    [
        ("icon.png", (30, 30), "icon.png: is"),
        ("logo.png", (161, 50), "at most 160 x 50"),
        ("logo@2x.png", (81, 80), "logo@2x.png: must be"),
        ("strip-shapes@3x.png", (1125, 432), "strip-shapes@3x.png: is"),
        ("stamp-earned.png", (64, 64), "stamp-earned.png: must be square"),
        ("gift.png", (200, 100), "gift.png: must be square"),
    ],
)
def test_a_picture_of_the_wrong_size_is_refused(designs, file, size, complaint):
    repaint(designs / "mine" / file, size, "#ffe0c0")

    with pytest.raises(templates.DesignError, match=complaint):
        templates.load(designs, "mine")


def test_what_is_no_picture_is_refused(designs):
    (designs / "mine" / "gift.png").write_bytes(b"GIF89a not a picture at all")

    with pytest.raises(templates.DesignError, match=r"gift.png: is no PNG"):
        templates.load(designs, "mine")


def test_a_picture_that_is_too_heavy_is_refused(designs):
    file = designs / "mine" / "gift.png"
    file.write_bytes(file.read_bytes() + bytes(400_000))

    with pytest.raises(templates.DesignError, match="save it smaller"):
        templates.load(designs, "mine")


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        (
            {"colours": {"foreground": "#b0a090"}},
            "foreground #b0a090 on the background",
        ),
        ({"colours": {"label": "#ffd65c"}}, "label #ffd65c on the background"),
        ({"progress": {"mark": "#ffe595"}}, "progress mark"),
        ({"progress": {"fill": "#fffff0"}}, "progress fill"),
        ({"colours": {"label": "red"}}, "write it as #rrggbb"),
        ({"progress": {"glow": "#112233"}}, "lacks or mistypes"),
        ({"strips": None}, "lacks or mistypes"),
    ],
)
def test_a_description_that_spoils_the_card_is_refused(designs, changes, complaint):
    describe(designs, **changes)

    with pytest.raises(templates.DesignError, match=complaint):
        templates.load(designs, "mine")


def test_a_description_that_is_no_json_is_refused(designs):
    (designs / "mine" / "design.json").write_text("{", encoding="utf-8")

    with pytest.raises(templates.DesignError, match="is no JSON"):
        templates.load(designs, "mine")


@pytest.mark.parametrize("state", STRIP_STATES)
def test_one_dark_spot_on_a_strip_of_dark_text_is_found(designs, state):
    strip = templates.load(designs, "mine").strips[state]
    file = designs / "mine" / f"{strip}.png"
    picture = Image.open(file).convert("RGB")
    picture.putpixel((20, 40), (60, 20, 80))
    picture.save(file)

    with pytest.raises(templates.DesignError, match=f"on the strip of {state}"):
        templates.load(designs, "mine")


def test_a_changed_picture_gives_a_new_revision(designs):
    before = templates.load(designs, "mine")
    repaint(designs / "mine" / "icon.png", (29, 29), "#ff0000")

    assert templates.load(designs, "mine").revision != before.revision
    assert templates.load(designs, "mine") != before


def test_designs_are_loaded_once(designs):
    found = templates.Designs(designs)

    assert found.names() == ("mine",)
    assert found.get("mine") is found.get("mine")


def test_contrast_is_measured_as_the_standard_has_it():
    black, white = colours.parse("#000000"), colours.parse("#ffffff")

    assert colours.contrast(black, white) == pytest.approx(21)
    assert colours.contrast(white, white) == 1
    assert colours.contrast(colours.parse("#777777"), white) == pytest.approx(
        4.48, abs=0.005
    )
