"""The web process: gunicorn with threads, and the relay beside it when asked."""

from __future__ import annotations

from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from wallet_service import app as application
from wallet_service import wiring
from wallet_service.delivery import engines
from wallet_service.delivery.engines import Engine
from wallet_service.settings import Settings
from wallet_service.wiring import Adapters

KEEP_ALIVE_SECONDS = 75
GRACE_SECONDS = 30


class Server(BaseApplication):  # type: ignore[misc]
    """Serves until it is told to stop; connections are opened after the fork."""

    def __init__(self, settings: Settings, host: str, port: int, relay: bool) -> None:
        self._settings = settings
        self._bind = f"{host}:{port}"
        self._relay = relay
        self._adapters: Adapters | None = None
        self._engine: Engine | None = None
        super().__init__()

    def load_config(self) -> None:
        """Gunicorn's own settings; its control socket in the home folder is off."""
        for name, value in {
            "bind": self._bind,
            "workers": self._settings.web_processes,
            "worker_class": "gthread",
            "threads": self._settings.web_threads,
            "keepalive": KEEP_ALIVE_SECONDS,
            "graceful_timeout": GRACE_SECONDS,
            "control_socket_disable": True,
            "loglevel": "warning",
            "post_worker_init": self._ready,
            "worker_exit": self._closing,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Build the application in the worker's own process."""
        self._adapters = wiring.build(self._settings)
        if self._relay:
            threads = self._settings.relay_threads
            self._engine = engines.start_embedded(self._adapters, threads)
        return application.create_app(self._settings, self._adapters)

    def _ready(self, _worker: Any) -> None:
        click.echo(f"Serving at http://{self._bind} as {self._settings.base_url}")

    def _closing(self, _arbiter: Any, _worker: Any) -> None:
        if self._engine is not None:
            self._engine.stop()
        if self._adapters is not None:
            self._adapters.close()
