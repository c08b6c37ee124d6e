"""CMS SignedData of a pass, assembled by hand round one RSA signature (RFC 5652).

Every byte is fixed but the time, the digest and the signature, so all the rest is made
once per certificate. The output is DER: what DER wants sorted is sorted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime

_SEQUENCE, _SET, _OCTET_STRING, _INTEGER, _OID = 0x30, 0x31, 0x04, 0x02, 0x06
_UTC_TIME, _GENERALIZED_TIME = 0x17, 0x18
_CONTEXT_0 = 0xA0


def der(tag: int, *parts: bytes) -> bytes:
    """One DER element: tag, definite length, the joined `parts`."""
    body = b"".join(parts)
    if len(body) < 0x80:
        return bytes((tag, len(body))) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + body


def _oid(encoded: str) -> bytes:
    return der(_OID, bytes.fromhex(encoded))


_DATA = _oid("2a864886f70d010701")
_SIGNED_DATA = _oid("2a864886f70d010702")
_CONTENT_TYPE = _oid("2a864886f70d010903")
_MESSAGE_DIGEST = _oid("2a864886f70d010904")
_SIGNING_TIME = _oid("2a864886f70d010905")
_NULL = b"\x05\x00"
_SHA256 = der(_SEQUENCE, _oid("608648016503040201"))
_RSA = der(_SEQUENCE, _oid("2a864886f70d010101"), _NULL)
_VERSION = der(_INTEGER, b"\x01")

_CONTENT_TYPE_ATTRIBUTE = der(_SEQUENCE, _CONTENT_TYPE, der(_SET, _DATA))
_DIGEST_SIZE = hashlib.sha256().digest_size
_DIGEST_HEAD = der(
    _SEQUENCE, _MESSAGE_DIGEST, der(_SET, der(_OCTET_STRING, bytes(_DIGEST_SIZE)))
)[:-_DIGEST_SIZE]


def _time_head(tag: int, size: int) -> bytes:
    time = der(tag, bytes(size))
    return der(_SEQUENCE, _SIGNING_TIME, der(_SET, time))[:-size]


_UTC_TIME_HEAD = _CONTENT_TYPE_ATTRIBUTE + _time_head(_UTC_TIME, 13)
_GENERALIZED_TIME_HEAD = _CONTENT_TYPE_ATTRIBUTE + _time_head(_GENERALIZED_TIME, 15)


def signed_attributes(content: bytes, signed_at: datetime) -> bytes:
    """Content type, signing time and message digest, in the order of DER's SET OF.

    That order is by encoding, and the elements' second bytes (their lengths) decide it.
    The time is UTCTime through 2049, GeneralizedTime from 2050 on (RFC 5652, 11.3).
    """
    utc = signed_at.astimezone(UTC)
    text = b"%04d%02d%02d%02d%02d%02dZ" % utc.timetuple()[:6]
    time = (
        _UTC_TIME_HEAD + text[2:]
        if 1950 <= utc.year < 2050
        else _GENERALIZED_TIME_HEAD + text
    )
    return time + _DIGEST_HEAD + hashlib.sha256(content).digest()


class SignedData:
    """The frame for signatures by one certificate: detached, SHA-256, two certificates.

    Its bytes depend on nothing but the lengths of the attributes and the signature, so
    there are two of them in a certificate's life: one for each form of the time.
    """

    def __init__(
        self, leaf: bytes, intermediate: bytes, *, issuer: bytes, serial_number: int
    ) -> None:
        """`leaf`, `intermediate` and the issuer's name as DER."""
        serial = serial_number.to_bytes(serial_number.bit_length() // 8 + 1, "big")
        self._before_signers = b"".join(
            (
                _VERSION,
                der(_SET, _SHA256),
                der(_SEQUENCE, _DATA),
                der(_CONTEXT_0, *sorted((leaf, intermediate))),
            )
        )
        self._before_attributes = b"".join(
            (
                _VERSION,
                der(_SEQUENCE, issuer, der(_INTEGER, serial)),
                _SHA256,
            )
        )
        self._frames: dict[tuple[int, int], tuple[bytes, bytes]] = {}

    def assemble(
        self, content: bytes, signed_at: datetime, sign: Callable[[bytes], bytes]
    ) -> bytes:
        """The detached signature over `content`; `sign` is RSA PKCS#1 v1.5, SHA-256."""
        attributes = signed_attributes(content, signed_at)
        # Signed as SET OF, written with the implicit tag [0] (RFC 5652, 5.4).
        signature = sign(der(_SET, attributes))
        lengths = len(attributes), len(signature)
        frame = self._frames.get(lengths)
        if frame is None:
            frame = self._frames[lengths] = self._frame(*lengths)
        return b"".join((frame[0], attributes, frame[1], signature))

    def _frame(self, attributes: int, signature: int) -> tuple[bytes, bytes]:
        """What stands before the attributes, and between them and the signature."""
        between = _RSA + der(_OCTET_STRING, bytes(signature))[:-signature]
        signer = der(
            _SEQUENCE,
            self._before_attributes,
            der(_CONTEXT_0, bytes(attributes)),
            between,
            bytes(signature),
        )
        signed_data = der(_SEQUENCE, self._before_signers, der(_SET, signer))
        whole = der(_SEQUENCE, _SIGNED_DATA, der(_CONTEXT_0, signed_data))
        return whole[: -attributes - len(between) - signature], between
