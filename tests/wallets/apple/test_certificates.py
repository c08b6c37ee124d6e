"""Certificates: every bad bundle is refused with a code of its own (statement 44)."""

from __future__ import annotations

import contextlib
import subprocess
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests import certificates as throw_away
from tests.certificates import NOW, PASS_TYPE, TEAM
from wallet_service.simulator import development_authority
from wallet_service.simulator.development_authority import LeafOptions
from wallet_service.wallets.apple import (
    certificate_chain,
    certificate_faults,
    certificates,
    signing,
)
from wallet_service.wallets.apple.certificate_faults import CertificateFault

PASSWORD = b"correct horse"
APPLE = certificate_chain.APPLE_NAME


def chain():
    return throw_away.chain()


def load(certificate=None, key=None, **options):
    """`certificates.load` of the good bundle, but for what is given."""
    good = chain().pass_certificate
    options = {
        "now": NOW,
        "intermediate": chain().intermediate.certificate_pem,
        "allow_foreign_intermediate": True,
    } | options
    return certificates.load(
        good.certificate_pem if certificate is None else certificate,
        good.key_pem if key is None else key,
        **options,
    )


def spoiled(**options):
    issued = throw_away.issue(LeafOptions(**options))
    return load(issued.certificate_pem, issued.key_pem)


def key_as(encoding, encryption=None):
    key = serialization.load_pem_private_key(chain().pass_certificate.key_pem, None)
    return key.private_bytes(
        encoding,
        serialization.PrivateFormat.PKCS8,
        encryption or serialization.NoEncryption(),
    )


def certificate_der():
    pem = chain().pass_certificate.certificate_pem
    return x509.load_pem_x509_certificate(pem).public_bytes(serialization.Encoding.DER)


def other_key(key=None):
    key = key or rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def p12(folder, *, legacy=False):
    """What Keychain (legacy) or a present-day openssl exports."""
    (folder / "leaf.pem").write_bytes(chain().pass_certificate.certificate_pem)
    (folder / "key.pem").write_bytes(chain().pass_certificate.key_pem)
    command = ["openssl", "pkcs12", "-export", "-passout", "pass:x"]
    if legacy:
        command += [
            "-legacy",
            "-certpbe",
            "PBE-SHA1-RC2-40",
            "-keypbe",
            "PBE-SHA1-3DES",
        ]
    files = [
        "-in",
        folder / "leaf.pem",
        "-inkey",
        folder / "key.pem",
        "-out",
        folder / "c.p12",
    ]
    subprocess.run(command + files, check=True, capture_output=True)
    return (folder / "c.p12").read_bytes()


def signed_by(name=APPLE, unit="G4", **dates):
    """A leaf from an intermediate of another name, generation or validity."""
    intermediate = development_authority.make_intermediate(
        chain().root, now=NOW, name=name, unit=unit, **dates
    )
    leaf = development_authority.issue_pass_certificate(
        intermediate,
        PASS_TYPE,
        team_identifier=TEAM,
        now=NOW,
        options=LeafOptions(key_pem=chain().pass_certificate.key_pem),
    )
    return leaf.certificate_pem, intermediate.certificate_pem


def from_generation(unit):
    leaf, intermediate = signed_by(unit=unit)
    return load(leaf, intermediate=intermediate)


def expired_intermediate(**dates):
    leaf, intermediate = signed_by("Development", **dates)
    return load(leaf, intermediate=intermediate)


def not_chaining():
    leaf, _ = signed_by("Development")
    return load(leaf)


BAD_BUNDLES = {
    "certificate_unreadable": lambda _: load(b"<html>"),
    "certificate_is_key": lambda _: load(chain().pass_certificate.key_pem),
    "certificate_is_request": lambda _: load(
        certificates.make_request("x").request_pem
    ),
    "p12_given": lambda folder: load(p12(folder)),
    "p12_legacy": lambda folder: load(key=p12(folder, legacy=True)),
    "key_unreadable": lambda _: load(key=b"<html>"),
    "key_is_certificate": lambda _: load(key=chain().pass_certificate.certificate_pem),
    "key_password_needed": lambda _: load(
        key=key_as(
            serialization.Encoding.PEM,
            serialization.BestAvailableEncryption(PASSWORD),
        )
    ),
    "key_password_wrong": lambda _: load(
        key=key_as(
            serialization.Encoding.PEM,
            serialization.BestAvailableEncryption(PASSWORD),
        ),
        password=b"wrong",
    ),
    "key_not_rsa": lambda _: load(
        key=other_key(ec.generate_private_key(ec.SECP256R1()))
    ),
    "key_mismatch": lambda _: load(key=other_key()),
    "not_a_pass_certificate": lambda _: spoiled(uid="com.example.app"),
    "name_unexpected": lambda _: spoiled(name="Apple Push Services: pass.com.example"),
    "team_missing": lambda _: spoiled(with_team=False),
    "identifier_disagrees": lambda _: spoiled(extension="pass.com.example.other"),
    "other_pass_type": lambda _: load(expected_identifier="pass.com.example.other"),
    "other_team": lambda _: load(expected_team="ZZZZZ99999"),
    "certificate_expired": lambda _: load(now=NOW + timedelta(days=397)),
    "certificate_not_yet_valid": lambda _: spoiled(starts=timedelta(days=1)),
    "intermediate_unreadable": lambda _: load(intermediate=b"<html>"),
    "intermediate_missing": lambda _: load(intermediate=None),
    "intermediate_wrong_generation": lambda _: from_generation("G6"),
    "intermediate_does_not_match": lambda _: not_chaining(),
    "intermediate_foreign": lambda _: load(allow_foreign_intermediate=False),
    "intermediate_expired": lambda _: expired_intermediate(ends=timedelta(hours=-1)),
    "intermediate_not_yet_valid": lambda _: expired_intermediate(
        starts=timedelta(hours=1)
    ),
}


@pytest.mark.parametrize("code", BAD_BUNDLES)
def test_statement_44_each_bad_bundle_is_refused_with_its_own_code(code, tmp_path):
    with pytest.raises(CertificateFault) as fault:
        BAD_BUNDLES[code](tmp_path)
    assert fault.value.code == code
    assert "PRIVATE" not in str(fault.value)
    assert "correct" not in str(fault.value)


def test_statement_44_every_code_but_the_self_test_has_a_bad_bundle():
    assert set(BAD_BUNDLES) == set(certificate_faults.MESSAGES) - {"self_test_failed"}


def test_statement_44_the_self_test_finds_a_key_put_beside_a_foreign_certificate():
    key = throw_away.rsa_key(other_key())
    signer = throw_away.signer()
    mixed = signing.Signer(signer.certificate, key, signer.intermediate)
    with pytest.raises(CertificateFault) as fault:
        certificates.self_test(mixed, NOW)
    assert fault.value.code == "self_test_failed"


@pytest.mark.parametrize(
    ("unit", "name"),
    [("Apple Worldwide Developer Relations", "G1"), ("G3", "G3"), ("G6", "G6")],
)
def test_a_leaf_of_another_generation_is_named(unit, name):
    with pytest.raises(CertificateFault, match=f"generation {name}"):
        from_generation(unit)


def test_an_intermediate_of_another_generation_is_named():
    _, intermediate = signed_by(unit="G6")
    with pytest.raises(CertificateFault, match="generation G6") as fault:
        load(intermediate=intermediate)
    assert fault.value.facts["role"] == "intermediate"


def test_a_leaf_that_only_bears_the_name_of_apples_issuer_does_not_chain():
    leaf, intermediate = signed_by()
    with pytest.raises(CertificateFault) as fault:
        load(leaf, intermediate=None)
    assert fault.value.code in {"intermediate_missing", "intermediate_does_not_match"}
    with pytest.raises(CertificateFault, match="phones would refuse"):
        load(leaf, intermediate=intermediate, allow_foreign_intermediate=False)


def test_an_intermediate_of_the_same_name_and_another_key_does_not_chain():
    twin = development_authority.make_intermediate(chain().root, now=NOW)
    with pytest.raises(CertificateFault) as fault:
        load(intermediate=twin.certificate_pem)
    assert fault.value.code == "intermediate_does_not_match"


def test_an_end_entity_is_no_intermediate_even_if_it_signed():
    leaf = development_authority.issue_pass_certificate(
        chain().pass_certificate, PASS_TYPE, team_identifier=TEAM, now=NOW
    )
    with pytest.raises(CertificateFault) as fault:
        load(
            leaf.certificate_pem,
            leaf.key_pem,
            intermediate=chain().pass_certificate.certificate_pem,
        )
    assert fault.value.code == "intermediate_does_not_match"


@pytest.mark.parametrize("options", [{}, {"legacy": True}])
def test_the_advised_command_takes_a_p12_apart(tmp_path, options):
    archive = p12(tmp_path, **options)
    (tmp_path / "certificate.p12").write_bytes(archive)
    with pytest.raises(CertificateFault) as fault:
        load(archive)
    _, _, advice = str(fault.value).partition("take it apart: ")
    for command in advice.split("; "):
        subprocess.run(
            [*command.split(), "-passin", "pass:x"],
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )
    certificate = (tmp_path / "certificate.pem").read_bytes()
    assert load(certificate, (tmp_path / "key.pem").read_bytes())


def test_der_files_and_passwords_are_accepted():
    encrypted = key_as(
        serialization.Encoding.PEM, serialization.BestAvailableEncryption(PASSWORD)
    )
    assert load(certificate_der(), encrypted, password=PASSWORD)
    assert load(key=key_as(serialization.Encoding.DER))
    assert load(password=b"not needed")


def test_swapped_der_files_are_recognised():
    with pytest.raises(CertificateFault) as fault:
        load(key_as(serialization.Encoding.DER))
    assert fault.value.code == "certificate_is_key"
    with pytest.raises(CertificateFault) as fault:
        load(key=certificate_der())
    assert fault.value.code == "key_is_certificate"


@pytest.mark.filterwarnings(
    "ignore:Parsed a serial number", "ignore:Attribute's length"
)
def test_a_damaged_certificate_is_a_fault_and_never_a_surprise():
    whole = certificate_der()
    for place, byte in enumerate(whole):
        damaged = whole[:place] + bytes((byte ^ 5,)) + whole[place + 1 :]
        with contextlib.suppress(CertificateFault):
            certificates.inspect(damaged)
        if place % 40 == 0:
            with pytest.raises(CertificateFault):
                load(damaged)


def test_a_damaged_key_is_unreadable_with_and_without_a_password():
    damaged = chain().pass_certificate.key_pem.replace(b"M", b"N", 5)
    for password in (None, PASSWORD):
        with pytest.raises(CertificateFault) as fault:
            load(key=damaged, password=password)
        assert fault.value.code == "key_unreadable"


def test_a_certificate_without_apples_extension_is_refused():
    with pytest.raises(CertificateFault) as fault:
        spoiled(with_extension=False)
    assert fault.value.code == "identifier_disagrees"


def test_a_renewal_for_the_same_identifier_and_team_is_accepted():
    assert load(expected_identifier=PASS_TYPE, expected_team=TEAM)


def test_apples_intermediate_is_built_in():
    built_in = certificate_chain.built_in()
    assert f"{built_in.serial_number:X}" == "13DC77955271E53DC632E8CCFFE521F3CCC5CED2"
    assert certificate_chain.common_name(built_in.subject) == APPLE


def test_a_request_is_rsa_2048_and_belongs_to_its_key():
    made = certificates.make_request("Краски и лаки " * 9, email="it@example.com")
    request = x509.load_pem_x509_csr(made.request_pem)
    key = throw_away.rsa_key(made.key_pem)
    assert request.is_signature_valid
    assert request.public_key() == key.public_key()
    assert key.key_size == 2048
    assert "PRIVATE" not in repr(made)


def test_the_key_of_a_request_can_be_encrypted():
    made = certificates.make_request("x", password=PASSWORD)
    assert b"ENCRYPTED" in made.key_pem


def test_the_facts_of_a_certificate_are_read():
    facts = certificates.inspect(chain().pass_certificate.certificate_pem)
    assert (facts.pass_type_identifier, facts.team_identifier) == (PASS_TYPE, TEAM)
    assert facts.identifier_in_extension == PASS_TYPE
    assert facts.name == f"Pass Type ID: {PASS_TYPE}"
    assert facts.not_after == NOW + timedelta(days=396)
    assert not facts.allows_nfc
    with_nfc = throw_away.issue(LeafOptions(nfc=True))
    assert certificates.inspect(with_nfc.certificate_pem).allows_nfc
    assert throw_away.signer(LeafOptions(nfc=True)).allows_nfc


@pytest.mark.parametrize(
    ("days", "threshold"),
    [
        (61, None),
        (60, 60),
        (31, 60),
        (30, 30),
        (14, 14),
        (8, 14),
        (7, 7),
        (1, 1),
        (0, 0),
        (-5, 0),
    ],
)
def test_statement_44_alarms_rise_before_the_end(days, threshold):
    signer = throw_away.signer()
    alarms = certificates.expiry_alarms(signer, signer.not_after - timedelta(days=days))
    assert [(alarm.role, alarm.threshold) for alarm in alarms] == (
        [] if threshold is None else [("certificate", threshold)]
    )
    assert all(alarm.fingerprint == signer.fingerprint for alarm in alarms)


def test_statement_44_the_intermediate_has_alarms_of_its_own():
    signer = throw_away.signer()
    end = signer.intermediate.not_valid_after_utc
    roles = {
        a.role: a for a in certificates.expiry_alarms(signer, end - timedelta(days=10))
    }
    assert roles["intermediate"].threshold == 14
    assert roles["intermediate"].days_left == 10
    assert roles["intermediate"].fingerprint == (
        signer.intermediate.fingerprint(hashes.SHA256()).hex()
    )


def test_the_server_certificate_is_for_this_machine(tmp_path):
    (tmp_path / "root.pem").write_bytes(chain().root.certificate_pem)
    (tmp_path / "server.pem").write_bytes(chain().server.certificate_pem)
    at = ["-attime", str(int(NOW.timestamp()))]
    for check in (["-verify_hostname", "localhost"], ["-verify_ip", "127.0.0.1"]):
        subprocess.run(
            [
                *("openssl", "verify", "-purpose", "sslserver", *check, *at),
                *("-CAfile", "root.pem", "server.pem"),
            ],
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )


def test_nothing_of_the_development_chain_calls_itself_apple():
    for issued in (chain().root, chain().intermediate, chain().pass_certificate):
        certificate = x509.load_pem_x509_certificate(issued.certificate_pem)
        names = (
            certificate.subject.rfc4514_string() + certificate.issuer.rfc4514_string()
        )
        assert "Development" in names
        assert "Apple" not in names
        assert "PRIVATE" not in repr(issued)
