"""The machine's settings: environment variables with the prefix ``WALLET_``.

This is the only reader of the environment. Secrets have no default: without them the
process refuses to start and says which variable to set.
"""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

MINIMUM_SECRET_LENGTH = 32
DEFAULT_TEMPLATES = Path(__file__).resolve().parent.parent / "pass_templates"
DEVELOPMENT_ONLY = ("apns_url", "apns_ca_file")


class Environment(StrEnum):
    """Where the service runs; an absent setting means production."""

    PRODUCTION = "production"
    DEVELOPMENT = "development"


class SettingsError(ValueError):
    """A setting is missing or wrong; the message names the variable and the cure."""


class Settings(BaseSettings):
    """Validated settings; see the README's table for what each of them does."""

    model_config = SettingsConfigDict(env_prefix="WALLET_", extra="ignore")

    base_url: str
    secret_key: SecretStr
    env: Environment = Environment.PRODUCTION
    data_dir: Path = Path("data")
    database_url: str = ""
    templates_dir: Path = DEFAULT_TEMPLATES
    log_level: str = "INFO"
    api_rate_per_second: int = Field(default=100, ge=0)
    relay_threads: int = Field(default=2, ge=1, le=64)
    web_threads: int = Field(default=8, ge=1, le=256)
    web_processes: int = Field(default=1, ge=1, le=64)
    apns_url: str = ""
    apns_ca_file: Path | None = None

    @field_validator("base_url")
    @classmethod
    def _base_url_has_no_trailing_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @field_validator("secret_key")
    @classmethod
    def _secret_is_long(cls, value: SecretStr) -> SecretStr:
        if len(value.get_secret_value()) < MINIMUM_SECRET_LENGTH:
            message = f"needs at least {MINIMUM_SECRET_LENGTH} random characters"
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _production_is_strict(self) -> Self:
        scheme = urlsplit(self.base_url).scheme
        if self.is_development:
            allowed = {"http", "https"}
        else:
            allowed = {"https"}
            given = [name for name in DEVELOPMENT_ONLY if getattr(self, name)]
            if given:
                names = ", ".join(f"WALLET_{name.upper()}" for name in given)
                message = f"{names} may be set only with WALLET_ENV=development"
                raise ValueError(message)
        if self.web_processes > 1 and self.effective_database_url.startswith("sqlite"):
            message = "WALLET_WEB_PROCESSES above 1 needs PostgreSQL: SQLite has one"
            raise ValueError(message)
        if scheme not in allowed:
            message = "WALLET_BASE_URL must start with " + " or ".join(
                f"{name}://" for name in sorted(allowed)
            )
            raise ValueError(message)
        return self

    @property
    def is_development(self) -> bool:
        """Whether stand-ins for the vendors and plain http are permitted."""
        return self.env is Environment.DEVELOPMENT

    @property
    def effective_database_url(self) -> str:
        """The given database, or SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'wallet.db'}"


def load(**overrides: object) -> Settings:
    """Read the settings from the environment.

    `WALLET_SECRET_KEY_FILE` names a file that holds the secret key.
    Raises SettingsError with every fault in one message.
    """
    secret_file = os.environ.get("WALLET_SECRET_KEY_FILE")
    if secret_file and "secret_key" not in overrides:
        overrides["secret_key"] = _read_secret(Path(secret_file))
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError(_explain(error)) from None


def _read_secret(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        message = f"WALLET_SECRET_KEY_FILE: cannot read {path}: {error.strerror}"
        raise SettingsError(message) from None


def _explain(error: ValidationError) -> str:
    lines = ["The settings are not complete:"]
    for fault in error.errors(include_input=False, include_url=False):
        where = "_".join(str(part) for part in fault["loc"]).upper()
        name = f"WALLET_{where}: " if where else ""
        missing = fault["type"] == "missing"
        lines.append(f"  {name}{'is not set' if missing else fault['msg']}")
    return "\n".join(lines)
