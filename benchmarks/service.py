"""A real service for the benchmarks: gunicorn on SQLite, in a process of its own.

Limits are off, the relay is off, and an empty Flask route stands beside the service on
the same server as a yardstick.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

COMMAND = [sys.executable, "-m", "wallet_service"]
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Service:
    """A running service with one brand, and its key for everything."""

    port: int
    process_id: int
    brand_id: str
    key: str
    folder: Path
    environment: dict[str, str]

    @property
    def database_url(self) -> str:
        """The service's own database."""
        return f"sqlite:///{self.folder / 'wallet.db'}"

    def call(
        self, method: str, path: str, body: object = None, *, key: str | None = None
    ) -> dict[str, object]:
        """One call of the API, for setting things up; `key` makes it happen once."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={
                "Authorization": f"Bearer {self.key}",
                "Content-Type": "application/json",
                **({"Idempotency-Key": key} if key else {}),
            },
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            found: dict[str, object] = json.load(answer)
        return found

    def cpu_seconds(self) -> float:
        """User and system time of the server and its workers so far."""
        return sum(_cpu(process) for process in _family(self.process_id))


@contextmanager
def running(*, cores: set[int] | None = None) -> Iterator[Service]:
    """Set up a brand and start the service; everything goes with the block."""
    with tempfile.TemporaryDirectory(prefix="benchmark-", dir=_disk()) as name:
        folder = Path(name)
        port = _free_port()
        environment = {
            **os.environ,
            "WALLET_ENV": "development",
            "WALLET_BASE_URL": f"http://127.0.0.1:{port}",
            "WALLET_DATA_DIR": str(folder),
            "WALLET_SECRET_KEY": secrets.token_urlsafe(48),
            "WALLET_API_RATE_PER_SECOND": "0",
            "WALLET_LOG_LEVEL": "ERROR",
        }
        run(environment, "migrate")
        brand = run(environment, "brand", "create", "--name", "Benchmark")["id"]
        made = run(environment, "api-key", "create", "--brand", brand, "--scope", "*")
        run(environment, "apple", "install", "--brand", brand, "--development")
        command = [sys.executable, "-m", "benchmarks.service", str(port)]
        with subprocess.Popen(command, env=environment) as process:
            try:
                if cores and hasattr(os, "sched_setaffinity"):
                    os.sched_setaffinity(process.pid, cores)
                _wait_until_ready(port)
                yield Service(
                    port, process.pid, brand, made["key"], folder, environment
                )
            finally:
                process.terminate()


def run(environment: dict[str, str], *words: str) -> dict[str, str]:
    """What a command of the service tells with ``--json``."""
    done = subprocess.run(
        [*COMMAND, *words, "--json"],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


def _disk() -> str:
    """A real disk: an fsync in memory would flatter everybody."""
    return os.environ.get("BENCHMARK_DIR", str(Path.cwd()))


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait_until_ready(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the service did not start")


def _family(process_id: int) -> list[int]:
    children = Path(f"/proc/{process_id}/task/{process_id}/children")
    try:
        found = [int(word) for word in children.read_text().split()]
    except OSError:
        found = []
    return [process_id, *found]


def _cpu(process_id: int) -> float:
    try:
        text = Path(f"/proc/{process_id}/stat").read_text()
    except OSError:
        return 0.0
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _serve(port: int) -> None:
    from flask import Flask  # noqa: PLC0415 - only in the child process
    from werkzeug.middleware.dispatcher import DispatcherMiddleware  # noqa: PLC0415

    from wallet_service import settings  # noqa: PLC0415
    from wallet_service.cli.server import Server  # noqa: PLC0415
    from wallet_service.web.scanner import paces  # noqa: PLC0415

    # no person looks up so much in a minute
    paces.LOOK_UPS = 1_000_000_000

    empty = Flask("empty")
    empty.add_url_rule("/", view_func=lambda: "")

    class WithEmptyRoute(Server):
        def load(self):  # noqa: ANN202
            return DispatcherMiddleware(super().load(), {"/empty": empty})

    loaded = settings.load()
    WithEmptyRoute(loaded, "127.0.0.1", port, relay=False, ready=lambda _: None).run()


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
