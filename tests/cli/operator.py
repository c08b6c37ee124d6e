"""An operator at a terminal: the settings of an installation and its commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from tests import factories
from wallet_service.cli.main import cli
from wallet_service.database import Database

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass
class Operator:
    """Runs commands with the settings in `environment`, in this process or as one."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def certificates(self) -> Path:
        return self.folder / "checkout" / "certs"

    def run(self, *arguments: str, **settings: str) -> Result:
        """The command in this process; a crash is the test's failure."""
        return CliRunner(env=self._settings(settings)).invoke(
            cli, arguments, catch_exceptions=False
        )

    def told(self, *arguments: str, **settings: str) -> Any:
        """The JSON that a command prints when it succeeds."""
        result = self.run(*arguments, "--json", **settings)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def refused(self, *arguments: str, **settings: str) -> str:
        """What a command prints when it refuses: nothing but the reason."""
        result = self.run(*arguments, **settings)
        assert result.exit_code == 1, result.output
        assert result.stdout == ""
        assert result.stderr.startswith("wallet-service: ")
        return result.stderr

    def start(self, *arguments: str, **settings: str) -> subprocess.Popen[str]:
        """The command as a program of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "wallet_service", *arguments],
            cwd=ROOT,
            env=dict(os.environ) | self._settings(settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def database(self) -> Database:
        """The installation's SQLite file, for a look inside."""
        return Database(f"sqlite:///{self.data / 'wallet.db'}")

    def _settings(self, changed: dict[str, str]) -> dict[str, str]:
        names = {f"WALLET_{name.upper()}": value for name, value in changed.items()}
        return self.environment | names


def development(folder: Path) -> Operator:
    """Settings of a development machine whose checkout is `folder`/checkout."""
    return Operator(
        folder,
        {
            "WALLET_ENV": "development",
            "WALLET_BASE_URL": "http://127.0.0.1:8000",
            "WALLET_SECRET_KEY": factories.SECRET_KEY,
            "WALLET_DATA_DIR": str(folder / "data"),
            "WALLET_TEMPLATES_DIR": str(folder / "checkout" / "pass_templates"),
        },
    )
