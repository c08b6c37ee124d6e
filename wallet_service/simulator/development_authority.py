"""A chain of certificates shaped like Apple's, for development and tests.

Everything in it is named "Development": no phone trusts it, and nothing mistakes it for
Apple's. The options of a leaf make every kind of bad certificate on purpose.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ROOT_NAME = "Development Root CA"
INTERMEDIATE_NAME = "Development Pass Relations Certification Authority"
INTERMEDIATE_UNIT = "G4"
ORGANIZATION = "Development"
LONGEST_NAME = 64  # what X.520 lets a common name be

_IDENTIFIER_EXTENSION = x509.ObjectIdentifier("1.2.840.113635.100.6.1.16")
_PASS_SIGNING = x509.ObjectIdentifier("1.2.840.113635.100.4.14")
_INTERMEDIATE_EXTENSION = x509.ObjectIdentifier("1.2.840.113635.100.6.2.1")

_Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate and its private key, both PEM, the key unencrypted."""

    certificate_pem: bytes
    key_pem: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class DevelopmentChain:
    """What a development set-up needs: authorities, a pass certificate, a server's."""

    root: Issued
    intermediate: Issued
    pass_certificate: Issued
    server: Issued


@dataclass(frozen=True, slots=True)
class LeafOptions:
    """How a pass certificate departs from a good one; the defaults make a good one."""

    name: str | None = None
    uid: str | None = None
    extension: str | None = None
    with_extension: bool = True
    with_team: bool = True
    nfc: bool = False
    starts: timedelta = timedelta(days=-1)
    ends: timedelta = timedelta(days=396)
    key_pem: bytes | None = None


_GOOD = LeafOptions()


def make_chain(
    pass_type_identifier: str, team_identifier: str, *, now: datetime
) -> DevelopmentChain:
    """A whole chain, fresh keys and all; takes some tenths of a second."""
    root = make_root(now=now)
    intermediate = make_intermediate(root, now=now)
    return DevelopmentChain(
        root=root,
        intermediate=intermediate,
        pass_certificate=issue_pass_certificate(
            intermediate, pass_type_identifier, team_identifier=team_identifier, now=now
        ),
        server=issue_server_certificate(root, now=now),
    )


def make_root(*, now: datetime) -> Issued:
    """A self-signed root authority, valid for twenty years."""
    key = _new_rsa()
    name = _name(ROOT_NAME, unit="Development Certification Authority")
    builder = _builder(name, key, now + timedelta(days=-1), now + timedelta(days=7300))
    return _sign(_authority(builder, None), key, issuer=name, issuer_key=key)


def make_intermediate(
    root: Issued,
    *,
    now: datetime,
    name: str = INTERMEDIATE_NAME,
    unit: str = INTERMEDIATE_UNIT,
    starts: timedelta = timedelta(days=-1),
    ends: timedelta = timedelta(days=3650),
) -> Issued:
    """The authority that issues pass certificates."""
    key = _new_rsa()
    builder = _builder(_name(name, unit=unit), key, now + starts, now + ends)
    builder = _authority(builder, 0).add_extension(
        x509.UnrecognizedExtension(_INTERMEDIATE_EXTENSION, b"\x05\x00"), critical=False
    )
    return _issue(builder, key, root)


def issue_pass_certificate(
    intermediate: Issued,
    pass_type_identifier: str,
    *,
    team_identifier: str,
    now: datetime,
    options: LeafOptions = _GOOD,
) -> Issued:
    """A Pass Type ID certificate; `options` spoil it in one way or another."""
    key = _load_key(options.key_pem) if options.key_pem else _new_rsa()
    prefix = "Pass Type ID with NFC: " if options.nfc else "Pass Type ID: "
    name = _name(
        options.name or (prefix + pass_type_identifier)[:LONGEST_NAME],
        unit=team_identifier if options.with_team else None,
        uid=options.uid if options.uid is not None else pass_type_identifier,
    )
    builder = _builder(name, key, now + options.starts, now + options.ends)
    builder = _end_entity(builder, [ExtendedKeyUsageOID.CLIENT_AUTH, _PASS_SIGNING])
    if options.with_extension:
        identifier = (options.extension or pass_type_identifier).encode()
        value = b"\x0c" + bytes((len(identifier),)) + identifier
        builder = builder.add_extension(
            x509.UnrecognizedExtension(_IDENTIFIER_EXTENSION, value), critical=False
        )
    return _issue(builder, key, intermediate)


def issue_server_certificate(root: Issued, *, now: datetime) -> Issued:
    """A TLS certificate for localhost and 127.0.0.1, for the stand-in of APNs."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(
        _name("localhost", unit=None),
        key,
        now + timedelta(days=-1),
        now + timedelta(days=396),
    )
    hosts = x509.SubjectAlternativeName(
        [
            x509.DNSName("localhost"),
            x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
        ]
    )
    builder = _end_entity(builder, [ExtendedKeyUsageOID.SERVER_AUTH])
    return _issue(builder.add_extension(hosts, critical=False), key, root)


def _new_rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _name(common_name: str, *, unit: str | None, uid: str | None = None) -> x509.Name:
    parts = {
        NameOID.USER_ID: uid,
        NameOID.COMMON_NAME: common_name,
        NameOID.ORGANIZATIONAL_UNIT_NAME: unit,
        NameOID.ORGANIZATION_NAME: ORGANIZATION,
    }
    return x509.Name(
        [x509.NameAttribute(oid, text) for oid, text in parts.items() if text]
    )


def _builder(
    name: x509.Name, key: _Key, starts: datetime, ends: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(starts)
        .not_valid_after(ends)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        )
    )


def _authority(
    builder: x509.CertificateBuilder, path_length: int | None
) -> x509.CertificateBuilder:
    return builder.add_extension(
        x509.BasicConstraints(ca=True, path_length=path_length), critical=True
    ).add_extension(_key_usage(certificates=True), critical=True)


def _end_entity(
    builder: x509.CertificateBuilder, purposes: list[x509.ObjectIdentifier]
) -> x509.CertificateBuilder:
    return (
        builder.add_extension(
            x509.BasicConstraints(ca=False, path_length=None), critical=True
        )
        .add_extension(_key_usage(certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    )


def _key_usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        key_cert_sign=certificates,
        crl_sign=certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _issue(builder: x509.CertificateBuilder, key: _Key, issuer: Issued) -> Issued:
    certificate = x509.load_pem_x509_certificate(issuer.certificate_pem)
    return _sign(
        builder, key, issuer=certificate.subject, issuer_key=_load_key(issuer.key_pem)
    )


def _sign(
    builder: x509.CertificateBuilder,
    key: _Key,
    *,
    issuer: x509.Name,
    issuer_key: rsa.RSAPrivateKey,
) -> Issued:
    named = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    certificate = (
        builder.issuer_name(issuer)
        .add_extension(named, critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
    return Issued(
        certificate.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )


def _load_key(pem: bytes) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(
        pem, None, unsafe_skip_rsa_key_validation=True
    )
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("the development authority signs with RSA keys only")
    return key
