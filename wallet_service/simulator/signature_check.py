"""Judges the signature of a pass as a phone does: detached CMS, its time and its chain.

Written from RFC 5652 and independent of the code that signs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from wallet_service.simulator import der_reader
from wallet_service.simulator.der_reader import BrokenDer, Element
from wallet_service.wallets.apple import certificate_files

SIGNED_DATA = "1.2.840.113549.1.7.2"
DATA = "1.2.840.113549.1.7.1"
CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
SHA256 = "2.16.840.1.101.3.4.2.1"
RSA = "1.2.840.113549.1.1.1"

SEQUENCE, SET, CONTEXT_0 = 0x30, 0x31, 0xA0
INTEGER, BIT_STRING, OCTET_STRING = 0x02, 0x03, 0x04
NULL, VERSION_1 = b"\x05\x00", b"\x02\x01\x01"

# A phone's and a server's clock are never quite the same.
CLOCK_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature that holds: who signed, by whose leave, and when."""

    leaf: x509.Certificate
    intermediate: x509.Certificate
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class _Parsed:
    certificates: list[x509.Certificate]
    issuer: bytes
    serial_number: int
    signed_attributes: Element
    attributes: dict[str, Element]
    value: bytes


class SignatureRefused(ValueError):
    """The signature does not hold; the message says why."""


def verify(
    signature: bytes,
    content: bytes,
    *,
    trusted_roots: Sequence[x509.Certificate],
    now: datetime,
) -> Signature:
    """Who signed `content` and when; raises SignatureRefused."""
    try:
        parsed = _parse(signature)
        leaf, intermediate = _certificates(parsed)
        signed_at = _verify_attributes(parsed, content)
        _verify_value(parsed, leaf)
        _verify_time(signed_at, leaf, intermediate, now)
        _verify_chain(leaf, intermediate, trusted_roots, signed_at)
    except SignatureRefused:
        raise
    except (ValueError, IndexError, *certificate_files.BROKEN) as error:
        # The library reads a certificate part by part, as each is asked for.
        raise SignatureRefused(
            "Manifest signature did not verify: no detached CMS with one signer "
            f"and whole certificates ({error})"
        ) from None
    return Signature(leaf, intermediate, signed_at)


def _parse(data: bytes) -> _Parsed:
    content_type, wrapped = der_reader.read(data).children(SEQUENCE)
    if der_reader.oid(content_type) != SIGNED_DATA:
        raise BrokenDer("not SignedData")
    (signed_data,) = wrapped.children(CONTEXT_0)
    version, digests, content, certificates, signers = signed_data.children(SEQUENCE)
    (digest,) = digests.children(SET)
    if len(content.children(SEQUENCE)) != 1:
        raise BrokenDer("the content is inside; it must be detached")
    if der_reader.oid(content.children(SEQUENCE)[0]) != DATA:
        raise BrokenDer("the content is not plain data")
    (signer,) = signers.children(SET)
    if version.whole != VERSION_1 or _algorithm(digest) != SHA256:
        raise BrokenDer("not version 1, or the digest is not SHA-256")
    embedded = [_certificate(part) for part in certificates.children(CONTEXT_0)]
    return _parse_signer(signer, embedded)


def _certificate(element: Element) -> x509.Certificate:
    # The library lets the signature's last bits be called unused when they are zero.
    *_, value = element.children(SEQUENCE)
    if value.tag != BIT_STRING or value.content[:1] != b"\x00":
        raise BrokenDer("a certificate whose signature is not whole bytes")
    return x509.load_der_x509_certificate(element.whole)


def _parse_signer(signer: Element, embedded: list[x509.Certificate]) -> _Parsed:
    version, identity, digest, attributes, algorithm, value = signer.children(SEQUENCE)
    issuer, serial_number = identity.children(SEQUENCE)
    if version.whole != VERSION_1 or _algorithm(digest) != SHA256:
        raise BrokenDer("not version 1, or the digest is not SHA-256")
    if _algorithm(algorithm) != RSA:
        raise BrokenDer("the algorithm is not RSA")
    if (serial_number.tag, value.tag) != (INTEGER, OCTET_STRING):
        raise BrokenDer("no serial number or no signature")
    return _Parsed(
        embedded,
        issuer.whole,
        int.from_bytes(serial_number.content, "big", signed=True),
        attributes,
        _attributes(attributes),
        value.content,
    )


def _algorithm(element: Element) -> str:
    """The identifier of an algorithm whose parameters are absent or NULL."""
    identifier, *parameters = element.children(SEQUENCE)
    if [parameter.whole for parameter in parameters] not in ([], [NULL]):
        raise BrokenDer("an algorithm with parameters")
    return der_reader.oid(identifier)


def _attributes(element: Element) -> dict[str, Element]:
    children = element.children(CONTEXT_0)
    encodings = [child.whole for child in children]
    if encodings != sorted(encodings):
        raise BrokenDer("the signed attributes are not in DER order")
    found = {}
    for child in children:
        kind, values = child.children(SEQUENCE)
        (value,) = values.children(SET)
        if der_reader.oid(kind) in found:
            raise BrokenDer("an attribute stands twice")
        found[der_reader.oid(kind)] = value
    return found


def _certificates(parsed: _Parsed) -> tuple[x509.Certificate, x509.Certificate]:
    if len(parsed.certificates) != 2:
        raise SignatureRefused(
            f"The trust chain could not be verified: {len(parsed.certificates)} "
            "certificates "
            "embedded, and leaf and intermediate are needed"
        )
    for leaf, other in (parsed.certificates, parsed.certificates[::-1]):
        same_issuer = leaf.issuer.public_bytes() == parsed.issuer
        if same_issuer and leaf.serial_number == parsed.serial_number:
            return leaf, other
    raise SignatureRefused(
        "Manifest signature did not verify: its signer is not embedded"
    )


def _verify_attributes(parsed: _Parsed, content: bytes) -> datetime:
    """The signing time, when type and digest fit `content`."""
    found = parsed.attributes
    if not {CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME} <= found.keys():
        raise SignatureRefused(
            "Manifest signature did not verify: content type, digest or time is missing"
        )
    digest = found[MESSAGE_DIGEST]
    if found[CONTENT_TYPE].whole != bytes.fromhex("06092a864886f70d010701"):
        raise SignatureRefused("Manifest signature did not verify: wrong content type")
    if (digest.tag, digest.content) != (OCTET_STRING, hashlib.sha256(content).digest()):
        raise SignatureRefused(
            "Manifest signature did not verify: the manifest was altered"
        )
    return _time(found[SIGNING_TIME])


def _time(element: Element) -> datetime:
    # RFC 5652, 11.3: UTCTime exactly for 1950 to 2049.
    try:
        text = element.content.decode("ascii")
        if element.tag == 0x17:
            text = ("20" if int(text[:2]) < 50 else "19") + text
        elif element.tag != 0x18 or 1950 <= int(text[:4]) < 2050:
            text = ""
        return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise SignatureRefused(
            "Manifest signature did not verify: the signing time is malformed"
        ) from None


def _verify_value(parsed: _Parsed, leaf: x509.Certificate) -> None:
    key = leaf.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise SignatureRefused("Manifest signature did not verify: the key is not RSA")
    signed = b"\x31" + parsed.signed_attributes.whole[1:]
    try:
        key.verify(parsed.value, signed, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        raise SignatureRefused(
            "Manifest signature did not verify: made with another key, or altered"
        ) from None


def _verify_time(
    signed_at: datetime,
    leaf: x509.Certificate,
    intermediate: x509.Certificate,
    now: datetime,
) -> None:
    if signed_at > now + CLOCK_TOLERANCE:
        raise SignatureRefused(
            "Manifest signature did not verify: signed in the future"
        )
    for role, certificate in (("certificate", leaf), ("intermediate", intermediate)):
        if (
            not certificate.not_valid_before_utc
            <= signed_at
            <= certificate.not_valid_after_utc
        ):
            raise SignatureRefused(
                f"The trust chain could not be verified: the {role} was not valid "
                "when the "
                "pass was signed"
            )


def _verify_chain(
    leaf: x509.Certificate,
    intermediate: x509.Certificate,
    trusted_roots: Sequence[x509.Certificate],
    signed_at: datetime,
) -> None:
    if not _issued(leaf, intermediate):
        raise SignatureRefused(
            "The trust chain could not be verified: the intermediate did not issue the "
            "certificate"
        )
    if not any(
        _issued(intermediate, root)
        and root.not_valid_before_utc <= signed_at <= root.not_valid_after_utc
        for root in trusted_roots
    ):
        raise SignatureRefused(
            "The trust chain could not be verified: the root is not trusted"
        )


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        constraints = issuer.extensions.get_extension_for_class(
            x509.BasicConstraints
        ).value
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError, x509.ExtensionNotFound):
        return False
    return constraints.ca
