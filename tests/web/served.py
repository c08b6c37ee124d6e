"""The application over a real socket, and a browser that comes as somebody."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.web.visits import Visit


class _Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """Nothing is told."""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address at which the application answers."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def come_as(page: Page, visit: Visit, address: str) -> None:
    """Take over the cookies of somebody who is signed in."""
    for name in ("sid", "device"):
        kept = visit.client.get_cookie(name)
        if kept is not None:
            page.context.add_cookies(
                [{"name": name, "value": kept.value, "url": address}]
            )
