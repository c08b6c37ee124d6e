"""The machine's settings: environment variables with the prefix ``WALLET_``.

This is the only reader of the environment. Secrets have no default: without them the
process refuses to start and says which variable to set.
"""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

MINIMUM_SECRET_LENGTH = 32
DEFAULT_TEMPLATES = Path(__file__).resolve().parent.parent / "pass_templates"
DATABASES = ("postgresql", "postgresql+psycopg", "sqlite")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
PREFIX = "WALLET_"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
MAIL_SCHEMES = ("smtp", "smtps")
SECRET_FILE = "WALLET_SECRET_KEY_FILE"  # noqa: S105 - the name of a variable


class Environment(StrEnum):
    """Where the service runs; an absent setting means production."""

    PRODUCTION = "production"
    DEVELOPMENT = "development"


class SettingsError(ValueError):
    """A setting is missing or wrong; the message names the variable and the cure."""


class Settings(BaseSettings):
    """Validated settings; see the README's table for what each of them does.

    A validator sees the fields above its own, hence their order.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore"
    )

    env: Environment = Environment.PRODUCTION
    base_url: str
    secret_key: SecretStr
    data_dir: Path = Path("data")
    database_url: str = ""
    templates_dir: Path = DEFAULT_TEMPLATES
    log_level: str = "INFO"
    api_rate_per_second: int = Field(default=100, ge=0)
    relay_threads: int = Field(default=2, ge=1, le=64)
    web_threads: int = Field(default=8, ge=1, le=256)
    web_processes: int = Field(default=1, ge=1, le=64)
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    smtp_url: SecretStr | None = None
    mail_from: str = ""
    apns_url: str = ""
    apns_ca_file: Path | None = None
    google_api_url: str = ""
    google_keys_url: str = ""

    @field_validator("base_url")
    @classmethod
    def _phones_reach_it(cls, value: str, info: ValidationInfo) -> str:
        parts = urlsplit(value)
        schemes = {"http", "https"} if _in_development(info) else {"https"}
        if parts.scheme not in schemes or not parts.hostname:
            message = (
                "must be an address such as https://cards.example.com; "
                "plain http is for WALLET_ENV=development only"
            )
            raise ValueError(message)
        if parts.query or parts.fragment:
            message = "must end with the host or a path"
            raise ValueError(message)
        return value.rstrip("/")

    @field_validator("secret_key")
    @classmethod
    def _secret_is_long(cls, value: SecretStr) -> SecretStr:
        if len(value.get_secret_value()) < MINIMUM_SECRET_LENGTH:
            message = f"needs at least {MINIMUM_SECRET_LENGTH} random characters"
            raise ValueError(message)
        return value

    @field_validator("database_url")
    @classmethod
    def _database_is_known(cls, value: str) -> str:
        """The address may hold a password, so that no message repeats it."""
        message = (
            "must be an address such as postgresql://user@host/name or "
            "sqlite:////var/lib/wallet.db"
        )
        if not value:
            return value
        try:
            url = make_url(value)
        except (ArgumentError, ValueError):
            raise ValueError(message) from None
        if url.drivername not in DATABASES or not url.database:
            raise ValueError(message)
        return value

    @field_validator("log_level")
    @classmethod
    def _level_is_known(cls, value: str) -> str:
        if value.upper() not in LOG_LEVELS:
            message = f"must be one of {', '.join(LOG_LEVELS)}"
            raise ValueError(message)
        return value.upper()

    @field_validator("web_processes")
    @classmethod
    def _sqlite_has_one_process(cls, value: int, info: ValidationInfo) -> int:
        url = info.data.get("database_url", "")
        if value > 1 and (not url or url.startswith("sqlite")):
            message = "above 1 needs PostgreSQL; SQLite is for one process"
            raise ValueError(message)
        return value

    @field_validator("smtp_url")
    @classmethod
    def _mail_server_is_named(cls, value: SecretStr | None) -> SecretStr | None:
        """The address may hold a password, so that no message repeats it."""
        if value is None:
            return None
        message = (
            "must be an address such as smtp://user:password@mail.example.com:587 "
            "or smtps://mail.example.com"
        )
        try:
            parts = urlsplit(value.get_secret_value())
            is_sound = bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            raise ValueError(message) from None
        if parts.scheme not in MAIL_SCHEMES or not is_sound:
            raise ValueError(message)
        return value

    @field_validator("mail_from")
    @classmethod
    def _sender_is_an_address(cls, value: str) -> str:
        local, at, domain = value.rpartition("@")
        if value and not (local and at and "." in domain and value.isprintable()):
            message = "must be a mail address such as cards@example.com"
            raise ValueError(message)
        return value

    @field_validator("apns_url", "apns_ca_file", "google_api_url", "google_keys_url")
    @classmethod
    def _stand_ins_are_for_development(
        cls, value: Path | str, info: ValidationInfo
    ) -> Path | str:
        if value and not _in_development(info):
            message = "may be set only with WALLET_ENV=development"
            raise ValueError(message)
        return value

    @property
    def is_development(self) -> bool:
        """Whether stand-ins for the vendors and plain http are permitted."""
        return self.env is Environment.DEVELOPMENT

    @property
    def sends_mail(self) -> bool:
        """Whether letters reach somebody: a server, or in development a page."""
        return self.smtp_url is not None or self.is_development

    @property
    def effective_mail_from(self) -> str:
        """Whom letters come from; without a setting nobody at the public host."""
        return self.mail_from or f"no-reply@{urlsplit(self.base_url).hostname}"

    @property
    def effective_database_url(self) -> str:
        """The given database, or SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'wallet.db'}"


def load(**overrides: object) -> Settings:
    """Read the settings from the environment.

    `WALLET_SECRET_KEY_FILE` names a file that holds the secret key.
    Raises SettingsError with every fault in one message.
    """
    secret_file = os.environ.get(SECRET_FILE)
    if secret_file and "secret_key" not in overrides:
        overrides["secret_key"] = _read_secret(Path(secret_file))
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SettingsError(_explain(error)) from None


def unknown() -> list[str]:
    """Variables of the environment that look like settings and are none: misspelt."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {SECRET_FILE}
    named = (name.upper() for name in os.environ)
    return sorted({n for n in named if n.startswith(PREFIX) and n not in known})


def _in_development(info: ValidationInfo) -> bool:
    return info.data.get("env") is Environment.DEVELOPMENT


def _read_secret(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        message = f"{SECRET_FILE}: cannot read {path}: {error.strerror}"
        raise SettingsError(message) from None
    except UnicodeDecodeError:
        message = f"{SECRET_FILE}: {path} is not text; try openssl rand -base64 48"
        raise SettingsError(message) from None


def _explain(error: ValidationError) -> str:
    lines = ["these settings are missing or wrong:"]
    for fault in error.errors(include_input=False, include_url=False):
        name = PREFIX + str(fault["loc"][0]).upper()
        missing = fault["type"] == "missing"
        said = (
            fault["msg"].removeprefix("Value error, ").replace("Input should", "must")
        )
        lines.append(f"  {name} {'is not set' if missing else said}")
    return "\n".join(lines)
