"""The signature, judged by two strangers: the library's own parser and openssl."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta, timezone

import pytest
from asn1crypto import cms as asn1_cms
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs7

from tests import certificates
from wallet_service.simulator.development_authority import LeafOptions
from wallet_service.wallets.apple import cms, signing

MANIFEST = b'{"pass.json":"da39a3ee5e6b4b0d3255bfef95601890afd80709"}'
PRETTY = MANIFEST.replace(b"{", b"{\n  ").replace(b"}", b"\n}\n")
LONG_LIVED = LeafOptions(ends=timedelta(days=20_000))


def openssl_verifies(folder, manifest, signature):
    """What `openssl cms -verify` says; True when it holds."""
    (folder / "manifest.json").write_bytes(manifest)
    (folder / "signature").write_bytes(signature)
    (folder / "root.pem").write_bytes(certificates.chain().root.certificate_pem)
    command = [
        *("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-purpose", "any"),
        *("-in", folder / "signature", "-content", folder / "manifest.json"),
        *("-CAfile", folder / "root.pem", "-out", folder / "out"),
        *("-attime", str(int(certificates.NOW.timestamp()))),
    ]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def parsed(signature):
    info = asn1_cms.ContentInfo.load(signature, strict=True)
    return info["content"]


def attributes(signature):
    (signer,) = parsed(signature)["signer_infos"]
    return {a["type"].native: a["values"][0] for a in signer["signed_attrs"]}


@pytest.mark.parametrize("manifest", [MANIFEST, PRETTY, b"", b"\r\n\n" * 99])
def test_statement_5_openssl_verifies_the_detached_signature(tmp_path, manifest):
    signature = certificates.signer().sign(manifest, certificates.NOW)
    assert openssl_verifies(tmp_path, manifest, signature)
    assert not openssl_verifies(tmp_path, manifest + b" ", signature)


def test_statement_5_the_content_is_not_inside():
    signature = certificates.signer().sign(MANIFEST, certificates.NOW)
    content = parsed(signature)["encap_content_info"]
    assert content["content_type"].native == "data"
    assert content["content"].native is None


def test_statement_5_the_bytes_are_der_through_and_through():
    signature = certificates.signer().sign(MANIFEST, certificates.NOW)
    info = asn1_cms.ContentInfo.load(signature, strict=True)
    assert info.dump(force=True) == signature


def test_statement_6_leaf_and_intermediate_are_embedded_and_chain():
    signer = certificates.signer()
    embedded = pkcs7.load_der_pkcs7_certificates(
        signer.sign(MANIFEST, certificates.NOW)
    )
    assert sorted(c.fingerprint(hashes.SHA256()) for c in embedded) == sorted(
        c.fingerprint(hashes.SHA256())
        for c in (signer.certificate, signer.intermediate)
    )
    signer.certificate.verify_directly_issued_by(signer.intermediate)


@pytest.mark.parametrize(
    ("signed_at", "kind"),
    [
        (certificates.NOW, "utc_time"),
        (certificates.NOW.astimezone(timezone(timedelta(hours=3))), "utc_time"),
        (datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC), "utc_time"),
        (datetime(2050, 1, 1, tzinfo=UTC), "generalized_time"),
    ],
)
def test_statement_6_the_signing_time_is_the_given_instant(signed_at, kind):
    signature = certificates.signer(LONG_LIVED).sign(MANIFEST, signed_at)
    time = attributes(signature)["signing_time"]
    assert (time.name, time.native) == (kind, signed_at)


def test_statement_6_nothing_is_signed_outside_the_validity():
    signer = certificates.signer()
    for edge in (signer.not_before, signer.not_after):
        assert signer.sign(MANIFEST, edge)
    for outside in (
        signer.not_before - timedelta(seconds=1),
        signer.not_after + timedelta(seconds=1),
    ):
        with pytest.raises(signing.OutsideValidity, match="install a renewed one"):
            signer.sign(MANIFEST, outside)
    with pytest.raises(ValueError, match="no time zone"):
        signer.sign(MANIFEST, certificates.NOW.replace(tzinfo=None))


def test_the_signed_attributes_are_those_of_the_librarys_own_builder():
    signer = certificates.signer()
    key = certificates.rsa_key(signer.private_key_pem())
    by_library = (
        pkcs7.PKCS7SignatureBuilder()
        .set_data(PRETTY)
        .add_signer(signer.certificate, key, hashes.SHA256())
        .add_certificate(signer.intermediate)
        .sign(
            serialization.Encoding.DER,
            [
                pkcs7.PKCS7Options.DetachedSignature,
                pkcs7.PKCS7Options.Binary,
                pkcs7.PKCS7Options.NoCapabilities,
            ],
        )
    )
    theirs = attributes(by_library)
    signed_at = theirs["signing_time"].native
    (their_signer,) = parsed(by_library)["signer_infos"]
    frame = cms.SignedData(
        signer.certificate.public_bytes(serialization.Encoding.DER),
        signer.intermediate.public_bytes(serialization.Encoding.DER),
        issuer=signer.certificate.issuer.public_bytes(),
        serial_number=signer.certificate.serial_number,
    )
    ours = frame.assemble(PRETTY, signed_at, lambda _: their_signer["signature"].native)
    (our_signer,) = parsed(ours)["signer_infos"]
    assert our_signer["signed_attrs"].dump() == their_signer["signed_attrs"].dump()
    assert our_signer["sid"].dump() == their_signer["sid"].dump()
    for name in ("digest_algorithm", "signature_algorithm"):
        mine, other = our_signer[name]["algorithm"], their_signer[name]["algorithm"]
        assert mine.native == other.native


def test_elements_longer_than_a_byte_have_der_lengths():
    assert cms.der(4, bytes(127))[:2] == b"\x04\x7f"
    assert cms.der(4, bytes(128))[:3] == b"\x04\x81\x80"
    assert cms.der(4, bytes(70_000))[:5] == b"\x04\x83\x01\x11\x70"


def test_a_signer_tells_who_it_is_and_never_shows_its_key():
    signer = certificates.signer()
    assert (signer.pass_type_identifier, signer.team_identifier) == (
        certificates.PASS_TYPE,
        certificates.TEAM,
    )
    shown = f"{signer!r} {signer}"
    assert certificates.PASS_TYPE in shown
    assert "PRIVATE" not in shown
    assert signer.private_key_pem().startswith(b"-----BEGIN PRIVATE KEY")
    assert (
        signer.certificate_pem()
        == certificates.chain().pass_certificate.certificate_pem
    )
    assert (
        signer.intermediate_pem() == certificates.chain().intermediate.certificate_pem
    )
    assert len(signer.fingerprint) == 64
