"""Opens a .pkpass as a phone does: a clean ZIP, a manifest that names every file."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zipfile
import zlib

LARGEST = 20 * 1024 * 1024
MANIFEST, SIGNATURE = "manifest.json", "signature"

# What reading a damaged archive raises: names that are no text, sizes beyond its end.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    RuntimeError,
    OSError,
)


class ArchiveRefused(ValueError):
    """The bytes are no archive that a phone opens; the message says why."""


def read(data: bytes) -> dict[str, bytes]:
    """Name and bytes of every file; raises ArchiveRefused."""
    if not data.startswith(b"PK\x03\x04"):
        raise ArchiveRefused(
            "Unrecognized archive format: the file does not begin as a ZIP"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _judge(archive, entries, data)
            return {entry.filename: archive.read(entry) for entry in entries}
    except ArchiveRefused:
        raise
    except _BROKEN as error:
        raise ArchiveRefused(f"Unrecognized archive format: {error}") from None


def _judge(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], data: bytes
) -> None:
    if archive.comment or data[-22:-18] != b"PK\x05\x06":
        raise ArchiveRefused("Extra data overflow: bytes after the end of the archive")
    if min((entry.header_offset for entry in entries), default=0) != 0:
        raise ArchiveRefused("Extra data overflow: bytes before the archive")
    if sum(entry.file_size for entry in entries) > LARGEST:
        raise ArchiveRefused("the archive is larger than a phone opens")
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        raise ArchiveRefused("a file stands twice in the archive")
    for entry in entries:
        if entry.flag_bits & 1 or entry.comment:
            raise ArchiveRefused(f"{entry.filename}: is encrypted or has a comment")
        if not _is_plain(entry.filename):
            raise ArchiveRefused(
                f"{entry.filename!r}: a folder, hidden or misplaced entry"
            )


def _is_plain(name: str) -> bool:
    *folders, last = name.split("/")
    if "\\" in name or not last or name.startswith(".") or last.startswith("."):
        return False
    return not folders or (len(folders) == 1 and folders[0].endswith(".lproj"))


def manifest_problems(files: dict[str, bytes]) -> list[str]:
    """Where the manifest and the files disagree, in both directions."""
    try:
        manifest = json.loads(files[MANIFEST], object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError):
        return ["manifest.json: is no JSON object without repeated keys"]
    if not isinstance(manifest, dict):
        return ["manifest.json: is no JSON object"]
    present = files.keys() - {MANIFEST, SIGNATURE}
    found = [
        f"No entry in manifest for file {name}"
        for name in sorted(present - manifest.keys())
    ]
    found += [
        f"{name}: in the manifest, not in the pass"
        for name in sorted(manifest.keys() - present)
    ]
    found += [
        f"{name}: its hash is not the one in the manifest; altered after hashing"
        for name in sorted(present & manifest.keys())
        if manifest[name]
        != hashlib.sha1(files[name], usedforsecurity=False).hexdigest()
    ]
    return found


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)
