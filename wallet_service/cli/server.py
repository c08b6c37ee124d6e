"""The web process: gunicorn with threads, and the background work when asked."""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from wallet_service import app as application
from wallet_service import wiring
from wallet_service.cli.background import Background
from wallet_service.settings import Settings
from wallet_service.wiring import Adapters

KEEP_ALIVE_SECONDS = 75
# longer than an engine takes to finish what it has in hand
GRACE_SECONDS = 60


class Server(BaseApplication):  # type: ignore[misc]
    """Serves until it is told to stop; connections are opened after the fork."""

    def __init__(
        self,
        settings: Settings,
        host: str,
        port: int,
        *,
        relay: bool,
        ready: Callable[[str], None],
    ) -> None:
        self._settings = settings
        self._host = f"[{host}]" if ":" in host else host
        self._port = port
        self._relay = relay
        self._tell_ready = ready
        self._adapters: Adapters | None = None
        self._background: Background | None = None
        super().__init__()

    def load_config(self) -> None:
        """Gunicorn's own settings; its control socket in the home folder is off."""
        for name, value in {
            "bind": f"{self._host}:{self._port}",
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
            self._background = Background(self._adapters)
        return application.create_app(self._settings, self._adapters)

    def _ready(self, worker: Worker) -> None:
        # Ctrl-C ends it as gently as SIGTERM: gunicorn's own handler takes a lock of
        # the thread pool, and waits for ever when it interrupted the holder (27.0)
        for number in (signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, worker.handle_exit)
        # what is loaded now lives as long as the process: the collector may skip it
        gc.collect()
        gc.freeze()
        if self._background is not None:
            self._background.start()
        # once, not for each process nor for one that replaces another
        if worker.age == 1:
            port = worker.sockets[0].getsockname()[1]
            self._tell_ready(f"http://{self._host}:{port}")

    def _closing(self, _arbiter: Arbiter, _worker: Worker) -> None:
        if self._background is not None:
            self._background.stop()
        if self._adapters is not None:
            self._adapters.close()
