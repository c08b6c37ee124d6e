"""Style sheets, scripts and pictures of pages: compressed, and kept by browsers.

The address of a file holds a digest of its whole folder, so that it may be kept for a
year and modules can import each other by relative paths. An address with an older
digest gives the present file, not to be kept.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, request, url_for
from werkzeug.exceptions import NotFound

from wallet_service.web import access
from wallet_service.web.access import Audience

NAME = "wallet_service.assets"
DIGEST_LENGTH = 16
KEPT = "public, max-age=31536000, immutable"
CHECKED = "no-cache"
TYPES = {
    ".js": "text/javascript",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}
# these hold compressed data already
PACKED = frozenset({".png", ".jpg", ".woff2", ".gz"})

blueprint = Blueprint("assets", __name__, url_prefix="/assets")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it goes out."""

    content: bytes
    compressed: bytes | None
    content_type: str
    etag: str


class Folder:
    """The files of one audience, read when they are first asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._assets: dict[str, Asset] = {}
        self.names = frozenset(
            str(one.relative_to(path)) for one in path.rglob("*") if one.is_file()
        )
        self.digest = self._digest()

    def asset(self, name: str) -> Asset:
        """The file; raises NotFound for a name that the folder does not have."""
        if name not in self.names:
            raise NotFound
        found = self._assets.get(name)
        if found is None:
            found = self._assets[name] = _asset(self._path / name)
        return found

    def _digest(self) -> str:
        whole = hashlib.sha256()
        for name in sorted(self.names):
            content = (self._path / name).read_bytes()
            whole.update(f"{name}\x00{len(content)}\x00".encode())
            whole.update(content)
        return whole.hexdigest()[:DIGEST_LENGTH]


def install(app: Flask) -> None:
    """Serve the static folders of the blueprints so far; pages call `asset`."""
    app.extensions[NAME] = {
        name: Folder(Path(one.static_folder))
        for name, one in app.blueprints.items()
        if one.import_name.startswith("wallet_service") and one.static_folder
    }
    app.register_blueprint(blueprint)
    app.add_template_global(address_of, "asset")


def address_of(folder: str, name: str) -> str:
    """The address of a file; a name that is not there is a fault of the page."""
    found = _folders()[folder]
    if name not in found.names:
        message = f"{folder} has no file {name}"
        raise LookupError(message)
    return url_for("assets.file", folder=folder, digest=found.digest, name=name)


def answer(folder: str, name: str) -> Response:
    """A file at an address of its own, asked for anew each time."""
    return _sent(_folders()[folder].asset(name), CHECKED)


@blueprint.get("/<folder>/<digest>/<path:name>")
@access.allow(Audience.ANYONE)
def file(folder: str, digest: str, name: str) -> Response:
    """A file of a page."""
    found = _folders().get(folder)
    if found is None:
        raise NotFound
    kept = KEPT if digest == found.digest else CHECKED
    return _sent(found.asset(name), kept)


def _sent(asset: Asset, kept: str) -> Response:
    packs = asset.compressed is not None and bool(request.accept_encodings["gzip"])
    response = Response(
        asset.compressed if packs else asset.content, content_type=asset.content_type
    )
    if packs:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = kept
    response.set_etag(asset.etag + ("-gz" if packs else ""))
    response.make_conditional(request)
    return response


def _folders() -> dict[str, Folder]:
    found: dict[str, Folder] = current_app.extensions[NAME]
    return found


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    compressed = None
    if path.suffix not in PACKED:
        compressed = gzip.compress(content, 9, mtime=0)
    return Asset(
        content=content,
        compressed=compressed,
        content_type=_content_type(path),
        etag=hashlib.sha256(content).hexdigest()[:32],
    )


def _content_type(path: Path) -> str:
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    if kind is None:
        return "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
