"""The verifier is as strict as a phone: what it opens, a phone opens."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import io
import json
import random
import zipfile
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs7

from tests import certificates
from tests.wallets.apple import samples
from wallet_service.simulator import (
    development_authority,
    pass_check,
    signature_check,
)
from wallet_service.simulator.development_authority import LeafOptions
from wallet_service.wallets.apple import pass_json, signing

NOW = certificates.NOW


def check(data, *, now=NOW, trusted_roots=None, allow_loopback_http=False):
    if trusted_roots is None:
        trusted_roots = [certificates.chain().root.certificate_pem]
    return pass_check.check(
        data,
        trusted_roots=trusted_roots,
        now=now,
        allow_loopback_http=allow_loopback_http,
    )


def reasons(data, **options):
    with pytest.raises(pass_check.PassRefused) as refusal:
        check(data, **options)
    return "; ".join(refusal.value.reasons)


def contents(data=None):
    with zipfile.ZipFile(io.BytesIO(data or samples.build())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files, **options):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        archive.comment = options.get("comment", b"")
    return buffer.getvalue()


def signed(files, signer=None, signed_at=NOW):
    """A pass of `files` by a careless program: hashed, signed and zipped unjudged."""
    listed = {
        name: hashlib.sha1(data, usedforsecurity=False).hexdigest()
        for name, data in files.items()
        if name not in {"manifest.json", "signature"}
    }
    manifest = json.dumps(listed, indent=2).encode()
    signature = (signer or certificates.signer()).sign(manifest, signed_at)
    return zipped({**files, "manifest.json": manifest, "signature": signature})


def with_document(document, **options):
    text = json.dumps(document).encode() if isinstance(document, dict) else document
    return signed({**contents(), "pass.json": text}, **options)


def test_a_good_pass_is_opened_with_all_that_is_in_it():
    opened = check(samples.build())
    assert opened.document == samples.document()
    assert opened.strings == {"en": samples.ENGLISH, "ru": samples.RUSSIAN}
    assert opened.localized("balance", "ru") == "Баланс"
    assert opened.localized("unknown", "ru") == "unknown"
    assert opened.files["icon.png"] == samples.files()["icon.png"]
    assert opened.certificate.pass_type_identifier == certificates.PASS_TYPE


def test_statement_5_a_manifest_with_line_feeds_is_opened():
    assert check(signed(contents()))


def test_statement_6_the_signing_time_is_now_and_within_validity():
    opened = check(samples.build())
    assert abs(opened.signed_at - NOW) <= timedelta(minutes=5)
    assert opened.signed_at <= opened.certificate.not_after


def test_statement_7_one_changed_byte_of_any_entry_is_refused():
    files = contents()
    for name, data in files.items():
        for place in {0, len(data) // 2, len(data) - 1}:
            altered = data[:place] + bytes((data[place] ^ 1,)) + data[place + 1 :]
            assert reasons(zipped({**files, name: altered})), (name, place)


@pytest.mark.filterwarnings(
    "ignore:Parsed a serial number", "ignore:Attribute's length"
)
@pytest.mark.parametrize("flip", [1, 4, 128])
def test_statement_7_every_byte_of_the_signature_counts(flip):
    files = contents()
    signature, manifest = files["signature"], files["manifest.json"]
    pem = certificates.chain().root.certificate_pem
    roots = [x509.load_pem_x509_certificate(pem)]
    assert signature_check.verify(signature, manifest, trusted_roots=roots, now=NOW)
    for place, byte in enumerate(signature):
        altered = signature[:place] + bytes((byte ^ flip,)) + signature[place + 1 :]
        with pytest.raises(signature_check.SignatureRefused):
            signature_check.verify(altered, manifest, trusted_roots=roots, now=NOW)


def test_only_the_named_roots_are_trusted():
    stranger = development_authority.make_root(now=NOW)
    for roots in ([], [stranger.certificate_pem]):
        assert "root is not trusted" in reasons(samples.build(), trusted_roots=roots)


def test_http_on_this_machine_needs_the_named_allowance():
    document = samples.document(webServiceURL="http://127.0.0.1:8000/apple")
    data = samples.build(document, allow_http=True)
    assert check(data, allow_loopback_http=True)
    assert "must begin with https" in reasons(data)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda data: b"<!doctype html>" + data, "does not begin as a ZIP"),
        (lambda data: b"\xef\xbb\xbf" + data, "does not begin as a ZIP"),
        (lambda data: data[:-30], "Unrecognized archive format"),
        (lambda data: data + b"\n", "Extra data overflow"),
        (lambda data: data[:200] + data, "Extra data overflow"),
        (lambda _: b"", "does not begin as a ZIP"),
        (lambda _: zipped(contents(), comment=b"hello"), "Extra data overflow"),
        (lambda _: zipped({**contents(), "en.lproj/": b""}), "folder, hidden"),
        (lambda _: zipped({**contents(), ".DS_Store": b"x"}), "folder, hidden"),
        (lambda _: zipped({**contents(), "__MACOSX/icon.png": b"x"}), "folder, hidden"),
        (
            lambda _: zipped({f"card/{n}": d for n, d in contents().items()}),
            "folder, hidden",
        ),
    ],
)
def test_statement_1_what_is_no_clean_archive_is_refused(change, reason):
    assert reason in reasons(change(samples.build()))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_statement_1_a_duplicate_entry_is_refused():
    buffer = io.BytesIO(samples.build())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("pass.json", b"{}")
    assert "stands twice" in reasons(buffer.getvalue())


@pytest.mark.parametrize("name", pass_check.REQUIRED)
def test_statement_2_a_missing_file_is_named(name):
    files = contents()
    del files[name]
    data = zipped(files) if name in {"manifest.json", "signature"} else signed(files)
    assert f"{name}: is missing" in reasons(data)


def test_statement_3_the_manifest_and_the_files_must_agree_both_ways():
    files = contents()
    extra = {**files, "logo@2x.PNG": b"x"}
    assert "No entry in manifest for file logo@2x.PNG" in reasons(zipped(extra))
    del files["logo.png"]
    assert "logo.png: in the manifest, not in the pass" in reasons(zipped(files))


def test_statement_4_a_wrong_hash_is_named():
    files = {**contents(), "logo.png": samples.png(100, 50)}
    assert "logo.png: its hash" in reasons(zipped(files))


@pytest.mark.parametrize("manifest", [b"[]", b"{", b'{"a":"1","a":"2"}'])
def test_statement_3_a_manifest_that_is_no_plain_object_is_refused(manifest):
    assert "manifest.json: is no" in reasons(
        zipped({**contents(), "manifest.json": manifest})
    )


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"uid": "pass.com.example.other"}, "passTypeIdentifier: "),
        ({"extension": "pass.com.example.other"}, "passTypeIdentifier: "),
        ({"with_team": False}, "teamIdentifier: "),
    ],
)
def test_statement_13_the_identifiers_must_be_those_of_the_certificate(options, reason):
    issued = certificates.issue(LeafOptions(**options))
    key = certificates.rsa_key(issued.key_pem)
    certificate = x509.load_pem_x509_certificate(issued.certificate_pem)
    careless = signing.Signer(certificate, key, certificates.signer().intermediate)
    assert reason in reasons(signed(contents(), signer=careless))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xef\xbb\xbf{}", "is no JSON in UTF-8"),
        (b"{", "is no JSON in UTF-8"),
        (b"[]", "is no object"),
        (b'{"formatVersion": NaN}', "is no JSON"),
        ({"formatVersion": 1}, "serialNumber: is missing"),
        (samples.document(labelColor="Black"), "labelColor: must be rgb"),
        ({**samples.document(), "logoText": None}, "logoText: must be a string"),
        (samples.document(nfc={"message": "x"}), "nfc: "),
    ],
)
def test_statements_12_to_22_the_document_is_judged(content, reason):
    assert reason in reasons(with_document(content))


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"strip.png": samples.png(400, 400)}, "strip.png: is 400 x 400"),
        ({"background.png": samples.png(9, 9)}, "background.png: is no picture"),
        ({"en.lproj/pass.strings": b'"balance" = "x";'}, "UTF-16"),
        ({"de.lproj/pass.strings": b"\xff\xfe"}, "de.lproj/pass.strings: lacks"),
        ({"readme.txt": b"x"}, "does not belong"),
        ({"personalization.json": b"{}"}, "NFC certificate"),
    ],
)
def test_statements_8_9_and_22_the_other_files_are_judged(files, reason):
    assert reason in reasons(signed({**contents(), **files}))


def test_statement_22_nfc_and_personalization_open_with_the_right_certificate():
    signer = certificates.signer(LeafOptions(nfc=True))
    files = {**contents(), "personalization.json": b"{}"}
    assert check(signed(files, signer=signer)).certificate.allows_nfc


def test_a_pass_signed_in_the_future_or_before_the_certificate_is_refused():
    data = signed(contents(), signed_at=NOW + timedelta(hours=1))
    assert "signed in the future" in reasons(data)
    assert check(data, now=NOW + timedelta(days=3000)), "signed in time stays good"


def test_a_certificate_that_had_ended_at_the_signing_is_refused():
    signer = certificates.signer()
    spoiled = certificates.issue(LeafOptions(ends=timedelta(hours=-1)))
    certificate = x509.load_pem_x509_certificate(spoiled.certificate_pem)
    key = certificates.rsa_key(spoiled.key_pem)
    careless = signing.Signer(certificate, key, signer.intermediate)
    careless.not_after = NOW + timedelta(days=1)
    assert "was not valid when" in reasons(signed(contents(), signer=careless))


def library_signature(manifest, options, *, intermediate=True, digest=None):
    signer = certificates.signer()
    key = certificates.rsa_key(signer.private_key_pem())
    builder = pkcs7.PKCS7SignatureBuilder().set_data(manifest)
    builder = builder.add_signer(signer.certificate, key, digest or hashes.SHA256())
    if intermediate:
        builder = builder.add_certificate(signer.intermediate)
    return builder.sign(serialization.Encoding.DER, options)


DETACHED = pkcs7.PKCS7Options.DetachedSignature
BINARY = pkcs7.PKCS7Options.Binary


@pytest.mark.parametrize(
    ("options", "others", "reason"),
    [
        ([BINARY], {}, "must be detached"),
        ([DETACHED, BINARY, pkcs7.PKCS7Options.NoAttributes], {}, "no detached CMS"),
        ([DETACHED, BINARY], {"intermediate": False}, "1 certificates embedded"),
        ([DETACHED], {}, "the manifest was altered"),
        ([DETACHED, BINARY], {"digest": hashes.SHA512()}, "not SHA-256"),
    ],
)
def test_the_classic_mistakes_of_signing_are_refused(options, others, reason):
    files = contents(signed(contents()))
    signature = library_signature(files["manifest.json"], options, **others)
    now = NOW + timedelta(days=3650)
    assert reason in reasons(zipped({**files, "signature": signature}), now=now)


@pytest.mark.parametrize(
    "signature", [b"", b"\x30\x80", b"0", b"-----BEGIN PKCS7-----"]
)
def test_a_signature_that_is_no_cms_is_refused(signature):
    files = {**contents(), "signature": signature}
    assert "did not verify" in reasons(zipped(files))


def test_a_foreign_intermediate_does_not_vouch_for_the_leaf():
    signer = certificates.signer()
    key = certificates.rsa_key(signer.private_key_pem())
    twin = development_authority.make_intermediate(certificates.chain().root, now=NOW)
    other = x509.load_pem_x509_certificate(twin.certificate_pem)
    careless = signing.Signer(signer.certificate, key, other)
    assert "did not issue the certificate" in reasons(
        signed(contents(), signer=careless)
    )


def test_a_leaf_issued_by_another_leaf_is_refused():
    middle = certificates.chain().pass_certificate
    issued = development_authority.issue_pass_certificate(
        middle, certificates.PASS_TYPE, team_identifier=certificates.TEAM, now=NOW
    )
    careless = signing.Signer(
        x509.load_pem_x509_certificate(issued.certificate_pem),
        certificates.rsa_key(issued.key_pem),
        x509.load_pem_x509_certificate(middle.certificate_pem),
    )
    files = signed(contents(), signer=careless)
    assert "did not issue the certificate" in reasons(files)


def test_a_pass_signed_with_another_key_is_refused():
    signer = certificates.signer()
    key = certificates.rsa_key(certificates.chain().root.key_pem)
    careless = signing.Signer(signer.certificate, key, signer.intermediate)
    assert "made with another key" in reasons(signed(contents(), signer=careless))


def test_a_retired_pass_is_opened():
    document = pass_json.retire(samples.document())
    assert check(samples.build(document)).document["voided"] is True


@pytest.mark.filterwarnings("ignore")
def test_no_damaged_file_is_a_surprise():
    whole = samples.build()
    chance = random.Random(1)
    for _ in range(400):
        damaged = bytearray(whole)
        for _ in range(chance.randrange(1, 9)):
            # Most places of the file are pictures; the directory is near the end.
            near_end = chance.random() < 0.7
            start = len(whole) - 5000 if near_end else 0
            damaged[chance.randrange(start, len(whole))] = chance.randrange(256)
        with contextlib.suppress(pass_check.PassRefused):
            check(bytes(damaged))


def test_all_reasons_are_given_at_once():
    files = {
        **contents(),
        "readme.txt": b"x",
        "logo.png": b"x",
        "pass.json": b'{"coupon": {}}',
    }
    found = reasons(signed(files))
    assert all(part in found for part in ("readme.txt", "logo.png", "serialNumber"))


def test_the_opened_pass_does_not_print_its_files():
    opened = check(samples.build())
    assert "PNG" not in repr(opened)
    assert dataclasses.is_dataclass(opened)
