"""ZIP entries as bytes: stored, with one date, so equal content gives equal bytes.

Pictures are compressed already, and deflating the JSON costs more than it saves.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import NamedTuple

_LOCAL = struct.Struct("<IHHHHHIIIHH")
_CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHI")
_OFFSET = struct.Struct("<I")
_END = struct.Struct("<IHHHHIIH")

_VERSION = 20
_MADE_ON_UNIX = 3 << 8 | _VERSION
_READABLE_FILE = 0o100644 << 16
_TIME, _DATE = 0, 1 << 5 | 1  # 1980-01-01 00:00, the first instant that ZIP knows


class Entry(NamedTuple):
    """A packed file, and its central record up to the offset."""

    local: bytes
    record: bytes
    name: bytes


def pack(name: bytes, data: bytes) -> Entry:
    """One stored file."""
    crc, size = zlib.crc32(data), len(data)
    common = (_TIME, _DATE, crc, size, size, len(name), 0)
    header = _LOCAL.pack(0x04034B50, _VERSION, 0, 0, *common)
    record = _CENTRAL.pack(
        0x02014B50, _MADE_ON_UNIX, _VERSION, 0, 0, *common, 0, 0, 0, _READABLE_FILE
    )
    return Entry(header + name + data, record, name)


def splice(files: Sequence[Entry], offset: int) -> tuple[bytes, bytes]:
    """The files one after the other, beginning at `offset`, and their directory."""
    directory: list[bytes] = []
    for file in files:
        directory += (file.record, _OFFSET.pack(offset), file.name)
        offset += len(file.local)
    return b"".join([file.local for file in files]), b"".join(directory)


def end(count: int, *, size: int, offset: int) -> bytes:
    """The end of an archive with a directory of `count` records and `size` bytes."""
    return _END.pack(0x06054B50, 0, 0, count, count, size, offset, 0)
