"""Pictures: PNG, the right slots, sizes and densities (statement 8)."""

from __future__ import annotations

import pytest

from tests.wallets.apple import samples
from wallet_service.wallets.apple import bundle, pictures

PNG = samples.png(29, 29)


@pytest.mark.parametrize("style", ["storeCard", "coupon"])
def test_statement_8_a_full_set_is_accepted(style):
    assert pictures.problems(samples.pictures(), style) == []


def test_statement_8_a_generic_pass_has_a_thumbnail_and_no_strip():
    thumbnail = {"thumbnail.png": samples.png(90, 60)}
    assert pictures.problems(thumbnail, "generic") == []
    assert pictures.problems(thumbnail, "storeCard") != []
    assert pictures.problems(samples.pictures("strip"), "generic") != []
    assert (
        "2:3" in pictures.problems({"thumbnail.png": samples.png(90, 59)}, "generic")[0]
    )


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"background.png": PNG}, "is no picture of a storeCard"),
        ({"footer.png": PNG}, "is no picture of a storeCard"),
        ({"icon@4x.png": PNG}, "is no picture of a storeCard"),
        ({"icon.png": b"\xff\xd8\xff\xe0 a photograph " + bytes(99)}, "is no PNG"),
        ({"icon.png": b""}, "is no PNG"),
        ({"icon.png": PNG[:-1]}, "cut short"),
        ({"icon.png": PNG + b"<html>"}, "cut short, or has bytes after"),
        ({"icon.png": samples.png(30, 29)}, "its slot holds 29 x 29"),
        ({"icon.png": samples.png(0, 29)}, "its slot holds"),
        ({"strip@2x.png": samples.png(750, 289)}, "its slot holds 750 x 288"),
        (
            {"logo.png": samples.png(50, 50), "logo@2x.png": samples.png(100, 99)},
            "must be logo.png times 2/1",
        ),
        (
            {"logo@2x.png": samples.png(100, 50), "logo@3x.png": samples.png(151, 75)},
            "must be logo@2x.png times 3/2",
        ),
        ({"logo.png": PNG, "ru.lproj/logo.png": PNG}, "is hidden by the picture"),
        (
            {
                "en.lproj/logo.png": samples.png(50, 50),
                "ru.lproj/logo.png": samples.png(50, 50),
                "ru.lproj/logo@2x.png": samples.png(100, 100),
            },
            "other densities in one language",
        ),
    ],
)
def test_statement_8_a_picture_that_does_not_fit_is_refused(files, complaint):
    found = pictures.problems(files, "storeCard")
    assert complaint in found[0]


def test_statement_8_changing_pictures_are_judged_before_they_are_packed():
    with pytest.raises(bundle.BundleRefused, match="slot holds"):
        bundle.prepare_pictures({"strip.png": samples.png(400, 100)}, "storeCard")
