"""The request's header block, written by hand as HPACK literals (RFC 7541).

No dynamic table is used: the block then depends on nothing sent before, and a general
encoder's cost (and its debug log of every header, tokens included) falls away.
The token is marked "never indexed".
"""

from __future__ import annotations

from wallet_service.wallets.apple.apns.push import Push

# Must open the first block of a connection: it empties the dynamic table, so that no
# later SETTINGS_HEADER_TABLE_SIZE of the peer can demand an update (section 4.2).
EMPTY_TABLE = b"\x20"

_METHOD_POST = b"\x83"
_SCHEME_HTTPS = b"\x87"
_AUTHORITY = b"\x01"
_PATH_NEVER_INDEXED = b"\x14"
_NEW_NAME = b"\x00"
# Topics and priorities are few; the bound is against a caller who varies them.
_REMEMBERED = 1000


def literal(value: bytes) -> bytes:
    """A string literal: its length with a seven-bit prefix, no Huffman code."""
    length = len(value)
    if length < 127:
        return bytes((length,)) + value
    prefix = bytearray((127,))
    length -= 127
    while length >= 128:
        prefix.append(length % 128 + 128)
        length //= 128
    prefix.append(length)
    return bytes(prefix) + value


def _field(name: bytes, value: str) -> bytes:
    return _NEW_NAME + literal(name) + literal(value.encode("ascii"))


class HeaderBlocks:
    """The header blocks of requests to one authority."""

    def __init__(self, authority: str) -> None:
        self._start = (
            _METHOD_POST
            + _SCHEME_HTTPS
            + _AUTHORITY
            + literal(authority.encode("ascii"))
            + _PATH_NEVER_INDEXED
        )
        self._common: dict[tuple[str, int, str | None], bytes] = {}
        self._apns_id = _NEW_NAME + literal(b"apns-id")

    def of(self, push: Push) -> bytes:
        """The block of a push whose token `has_possible_token`."""
        key = (push.topic, push.priority, push.push_type)
        common = self._common.get(key) or self._remember(key)
        return b"".join(
            (
                self._start,
                literal(b"/3/device/" + push.push_token.encode("ascii")),
                common,
                literal(b"%d" % push.expiration),
                self._apns_id,
                literal(push.apns_id.encode("ascii")),
            )
        )

    def _remember(self, key: tuple[str, int, str | None]) -> bytes:
        """The fields alike in many pushes, up to the value of apns-expiration."""
        topic, priority, push_type = key
        common = _field(b"apns-topic", topic) + _field(b"apns-priority", str(priority))
        if push_type is not None:
            common += _field(b"apns-push-type", push_type)
        common += _NEW_NAME + literal(b"apns-expiration")
        if len(self._common) >= _REMEMBERED:
            self._common.clear()
        self._common[key] = common
        return common
