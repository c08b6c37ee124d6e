"""The .pkpass archive: what does not change with the card is prepared once.

The manifest is made from the very list that is zipped, and the very bytes that are zipped
are hashed and signed, so the three cannot disagree (Apple: Building a pass).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from wallet_service.wallets.apple import (
    pass_strings,
    pictures,
    signing,
    zip_entries,
)

MEDIA_TYPE = "application/vnd.apple.pkpass"

_NAME = re.compile(
    r"(?:[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\.lproj/)?[A-Za-z]+(?:@[23]x)?\.png"
    r"|[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\.lproj/pass\.strings"
    r"|pass\.json|personalization\.json"
)


class BundleRefused(ValueError):
    """The files do not make a pass; `problems` names each file and cure."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """A file of the pass with all that is known of it before the pass is built."""

    name: str
    data: bytes = field(repr=False)
    sha1: str
    manifest_line: bytes = field(repr=False)
    encoded_name: bytes = field(repr=False)
    zip_entry: bytes = field(repr=False)
    central_record: bytes = field(repr=False)


def prepare(name: str, data: bytes) -> PreparedFile:
    """Hash and pack one file; raises BundleRefused for a name that no pass may hold."""
    if not _NAME.fullmatch(name):
        raise BundleRefused([f"{name!r}: does not belong in a pass; remove it"])
    return _pack(name, data)


def _pack(name: str, data: bytes) -> PreparedFile:
    encoded = name.encode("ascii")
    sha1 = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    entry, record = zip_entries.local(encoded, data)
    line = f'"{name}":"{sha1}"'.encode("ascii")
    return PreparedFile(name, data, sha1, line, encoded, entry, record)


def prepare_pictures(
    files: Mapping[str, bytes], style: str
) -> tuple[PreparedFile, ...]:
    """Pictures that change with the card's state, judged as a set and packed once.

    Raises BundleRefused as `pictures.problems` says.
    """
    found = pictures.problems(files, style)
    if found:
        raise BundleRefused(found)
    return tuple(prepare(name, data) for name, data in files.items())


class BundleTemplate:
    """The static files of passes of one design and style; shared by threads."""

    def __init__(self, files: Iterable[PreparedFile], *, style: str) -> None:
        """Raises BundleRefused for duplicates, a missing icon, bad pictures or strings."""
        ordered = sorted(files, key=lambda file: file.name)
        _judge(ordered, style)
        self.style = style
        self.names = frozenset(file.name for file in ordered)
        self._needs_nfc = any(
            name.split("/")[-1][:15] == "personalization" for name in self.names
        )
        self._manifest_lines = b"".join(file.manifest_line + b"," for file in ordered)
        self._entries, self._directory = _splice(ordered, 0)

    def build(
        self,
        changing: Sequence[PreparedFile],
        signer: signing.Signer,
        *,
        signed_at: datetime,
    ) -> bytes:
        """The signed .pkpass: the template's files, the `changing` ones, and pass.json.

        Raises BundleRefused when the names do not fit together, OutsideValidity as the
        signer does.
        """
        self._judge_changing(changing, signer)
        lines = b",".join([file.manifest_line for file in changing])
        manifest = b"{" + self._manifest_lines + lines + b"}"
        signature = signer.sign(manifest, signed_at)
        files = (
            *changing,
            _pack("manifest.json", manifest),
            _pack("signature", signature),
        )
        start = len(self._entries)
        entries, directory = _splice(files, start)
        size = len(self._directory) + len(directory)
        count = len(self.names) + len(files)
        finish = zip_entries.end(count, size, start + len(entries))
        return b"".join((self._entries, entries, self._directory, directory, finish))

    def _judge_changing(
        self, changing: Sequence[PreparedFile], signer: signing.Signer
    ) -> None:
        names = {file.name for file in changing}
        if "pass.json" not in names:
            raise BundleRefused(["pass.json: is missing; every pass has its own"])
        if len(names) < len(changing) or not names.isdisjoint(self.names):
            twice = sorted((names & self.names) or names)
            raise BundleRefused(
                [f"{', '.join(twice)}: given twice; a file stands once"]
            )
        if self._needs_nfc and not signer.allows_nfc:
            raise BundleRefused(
                [
                    "personalization: needs a certificate 'Pass Type ID with NFC'; remove its files"
                ]
            )


def _splice(files: Iterable[PreparedFile], offset: int) -> tuple[bytes, bytes]:
    """The entries one after the other, beginning at `offset`, and their directory."""
    entries, directory = [], []
    for file in files:
        directory.append(
            zip_entries.central(file.central_record, offset, file.encoded_name)
        )
        entries.append(file.zip_entry)
        offset += len(file.zip_entry)
    return b"".join(entries), b"".join(directory)


def _judge(files: Sequence[PreparedFile], style: str) -> None:
    by_name = {file.name: file.data for file in files}
    found = (
        [] if len(by_name) == len(files) else ["files: one is given twice; keep one"]
    )
    if "pass.json" in by_name:
        found.append("pass.json: changes with the card; give it when building")
    found += [
        f"{name}: is missing" for name in pictures.REQUIRED if name not in by_name
    ]
    found += pictures.problems(
        {name: data for name, data in by_name.items() if name.endswith(".png")}, style
    )
    found += _string_problems(by_name)
    if found:
        raise BundleRefused(found)


def _string_problems(files: Mapping[str, bytes]) -> list[str]:
    found, languages = [], {}
    for name, data in files.items():
        if name.endswith(".strings"):
            try:
                languages[name.partition(".lproj/")[0]] = pass_strings.parse(data)
            except pass_strings.StringsUnreadable as error:
                found.append(f"{name}: {error}")
    return found + pass_strings.key_problems(languages)
