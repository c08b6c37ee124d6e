"""The .pkpass archive: what does not change with the card is prepared once.

The manifest is made from the list that is zipped, and the very bytes that are zipped
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
    entry: zip_entries.Entry = field(repr=False)

    @property
    def manifest_line(self) -> bytes:
        """Name and hash as they stand in the manifest."""
        return f'"{self.name}":"{self.sha1}"'.encode("ascii")


def prepare(name: str, data: bytes) -> PreparedFile:
    """Hash and pack one file; raises BundleRefused for a name that no pass may hold."""
    if not _NAME.fullmatch(name):
        raise BundleRefused([f"{name!r}: does not belong in a pass; remove it"])
    return PreparedFile(name, data, _sha1(data), zip_entries.pack(name.encode(), data))


def _sha1(data: bytes) -> str:
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()


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
        """Raises BundleRefused: duplicates, missing icons, bad pictures or strings."""
        ordered = sorted(files, key=lambda file: file.name)
        _judge(ordered, style)
        self.style = style
        self.names = frozenset(file.name for file in ordered)
        self._needs_nfc = any(_is_personalization(name) for name in self.names)
        self._manifest_head = b"".join(
            (b"{", *(file.manifest_line + b"," for file in ordered), b'"pass.json":"')
        )
        entries = [file.entry for file in ordered]
        self._entries, self._directory = zip_entries.splice(entries, 0)

    def build(
        self,
        content: bytes,
        signer: signing.Signer,
        *,
        signed_at: datetime,
        changing: Sequence[PreparedFile] = (),
    ) -> bytes:
        """The signed .pkpass: the template's files, `changing` ones, and pass.json.

        `content` is pass.json. Raises BundleRefused when the names do not fit together,
        OutsideValidity as the signer does.
        """
        if changing:
            self._judge_changing(changing)
        if self._needs_nfc and not signer.allows_nfc:
            raise BundleRefused(
                ["personalization: needs a certificate 'Pass Type ID with NFC'"]
            )
        lines = b"".join([b"," + file.manifest_line for file in changing])
        hashed = _sha1(content).encode("ascii")
        manifest = b"".join((self._manifest_head, hashed, b'"', lines, b"}"))
        signature = signer.sign(manifest, signed_at)
        files = [
            *(file.entry for file in changing),
            zip_entries.pack(b"pass.json", content),
            zip_entries.pack(b"manifest.json", manifest),
            zip_entries.pack(b"signature", signature),
        ]
        entries, directory = zip_entries.splice(files, len(self._entries))
        end = zip_entries.end(
            len(self.names) + len(files),
            size=len(self._directory) + len(directory),
            offset=len(self._entries) + len(entries),
        )
        return b"".join((self._entries, entries, self._directory, directory, end))

    def _judge_changing(self, changing: Sequence[PreparedFile]) -> None:
        names = {"pass.json", *(file.name for file in changing)}
        twice = names & self.names
        if twice or len(names) <= len(changing):
            raise BundleRefused(
                [f"{', '.join(sorted(twice or names))}: given twice; keep one"]
            )


def _is_personalization(name: str) -> bool:
    return name.rpartition("/")[2].startswith("personalization")


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
