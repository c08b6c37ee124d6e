"""The archive: hashed, listed and zipped from one list, and readable by strangers."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import threading
import zipfile
from datetime import timedelta

import pytest

from tests import certificates
from tests.wallets.apple import samples
from wallet_service.simulator.development_authority import LeafOptions
from wallet_service.wallets.apple import bundle, pass_json, pass_strings


def opened(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return archive.infolist(), {n: archive.read(n) for n in archive.namelist()}


def test_statement_1_the_archive_opens_and_is_flat():
    entries, _ = opened(samples.build())
    names = [entry.filename for entry in entries]
    assert len(names) == len(set(names))
    assert not any(entry.is_dir() or entry.flag_bits for entry in entries)
    assert not any(part.startswith(".") for name in names for part in name.split("/"))
    assert {name.split("/")[0] for name in names if "/" in name} == {
        "en.lproj",
        "ru.lproj",
    }


def test_statement_1_unzip_finds_no_fault(tmp_path):
    path = tmp_path / "card.pkpass"
    path.write_bytes(samples.build())
    tested = subprocess.run(
        ["unzip", "-t", path], capture_output=True, text=True, check=False
    )
    assert tested.returncode == 0, tested.stdout
    assert "No errors detected" in tested.stdout


def test_statement_2_the_files_that_every_pass_needs_are_there():
    _, files = opened(samples.build())
    needed = {"pass.json", "manifest.json", "signature", "icon.png", "icon@2x.png"}
    assert needed <= files.keys()


@pytest.mark.parametrize("name", ["icon.png", "icon@2x.png"])
def test_statement_2_a_template_without_icon_is_refused(name):
    with pytest.raises(bundle.BundleRefused, match=f"{name}: is missing"):
        samples.template_of(samples.files(**{name: None}))


def test_statements_3_and_4_the_manifest_is_the_archive():
    strip = bundle.prepare_pictures(samples.pictures("strip"), "storeCard")
    static = samples.template_of(
        {n: d for n, d in samples.files().items() if not n.startswith("strip")}
    )
    _, files = opened(samples.build(static=static, changing=strip))
    manifest = json.loads(files["manifest.json"])
    assert manifest == {
        name: hashlib.sha1(data, usedforsecurity=False).hexdigest()
        for name, data in files.items()
        if name not in {"manifest.json", "signature"}
    }
    assert {"strip@3x.png", "ru.lproj/pass.strings", "pass.json"} <= manifest.keys()
    assert not any("\\" in name for name in manifest)
    assert b"\n" not in files["manifest.json"]


def test_every_file_comes_out_as_it_went_in():
    _, files = opened(samples.build())
    static = samples.files()
    assert {name: files[name] for name in static} == static
    assert files["pass.json"] == pass_json.dump(samples.document())


def test_equal_content_gives_equal_bytes():
    assert samples.build() == samples.build()
    _, first = opened(samples.build())
    later = certificates.NOW + timedelta(seconds=1)
    _, second = opened(samples.build(signed_at=later))
    differing = {name for name in first if first[name] != second[name]}
    assert differing == {"signature"}


@pytest.mark.parametrize(
    "name",
    [
        "manifest.json",
        "signature",
        ".DS_Store",
        "../icon.png",
        "/etc/icon.png",
        "en.lproj\\pass.strings",
        "folder/icon.png",
        "en.lproj/",
        "en.lproj/../icon.png",
        "Иконка.png",
        "icon.png\n",
        "readme.txt",
    ],
)
def test_a_file_that_does_not_belong_in_a_pass_is_refused(name):
    with pytest.raises(bundle.BundleRefused, match="does not belong"):
        bundle.prepare(name, b"x")


def test_a_name_given_twice_is_refused():
    icon = bundle.prepare("icon.png", samples.files()["icon.png"])
    content = bundle.prepare("pass.json", b"{}")
    footer = bundle.prepare("footer.png", samples.png(9, 9))
    for changing in ([icon], [content], [footer, footer]):
        with pytest.raises(bundle.BundleRefused, match="given twice"):
            samples.build(changing=changing)
    with pytest.raises(bundle.BundleRefused, match="given twice"):
        bundle.BundleTemplate([icon, icon], style="storeCard")


def test_the_pass_itself_is_never_static():
    with pytest.raises(bundle.BundleRefused, match="give it when building"):
        samples.template_of(samples.files(**{"pass.json": b"{}"}))


def test_statement_9_a_template_with_unequal_or_broken_strings_is_refused():
    plain = {"ru.lproj/pass.strings": b'"balance" = "x";'}
    with pytest.raises(bundle.BundleRefused, match="UTF-16"):
        samples.template_of(samples.files(**plain))
    fewer = {"ru.lproj/pass.strings": pass_strings.render({"balance": "x"})}
    with pytest.raises(bundle.BundleRefused, match="lacks new"):
        samples.template_of(samples.files(**fewer))


def test_statement_22_personalization_needs_the_certificate_with_nfc():
    static = samples.template_of(samples.files(**{"personalization.json": b"{}"}))
    with pytest.raises(bundle.BundleRefused, match="with NFC"):
        samples.build(static=static)
    assert samples.build(
        static=static, signer=certificates.signer(LeafOptions(nfc=True))
    )


def test_parallel_builds_never_mix_their_data():
    built = {}

    def build_some(worker):
        for number in range(10):
            serial = f"worker{worker}-{number}"
            data = samples.build(samples.document(serialNumber=serial, logoText=serial))
            built[serial] = data

    workers = [threading.Thread(target=build_some, args=(n,)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(built) == 40
    for serial, data in built.items():
        document = json.loads(opened(data)[1]["pass.json"])
        assert (document["serialNumber"], document["logoText"]) == (serial, serial)
