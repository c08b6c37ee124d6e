"""What a phone writes to a web service's /log, in the words that iOS uses."""

from __future__ import annotations

from datetime import datetime

from wallet_service.simulator.phone_errands import Identity
from wallet_service.simulator.phone_store import InstalledPass


def stamped(message: str, now: datetime) -> str:
    """A complaint as it is sent: with the phone's time before it."""
    return f"[{now:%Y-%m-%d %H:%M:%S %z}] {message}"


def register_failed(card: InstalledPass, me: Identity, reason: str) -> str:
    """The registration did not come about."""
    return _failed("Register", card, me, reason)


def unregister_failed(card: InstalledPass, me: Identity, reason: str) -> str:
    """The end of the registration did not come about."""
    return _failed("Unregister", card, me, reason)


def list_failed(card: InstalledPass, me: Identity, tag: str | None, reason: str) -> str:
    """The question what changed was not answered."""
    return (
        f"Get serial #s task (for device {me.device_library_identifier}, pass type "
        f"{card.pass_type_identifier}, last updated {tag or '(null)'}; with web "
        f"service url {card.web_service_url}) encountered error: {reason}"
    )


def fetch_failed(card: InstalledPass, reason: str) -> str:
    """The new copy did not come."""
    return (
        f"Get pass task (pass type {card.pass_type_identifier}, serial number "
        f"{card.serial_number}, if-modified-since {card.last_modified or '(null)'}; "
        f"with web service url {card.web_service_url}) encountered error: {reason}"
    )


def invalid_pass(card: InstalledPass, reason: str) -> str:
    """The new copy is none that a phone opens."""
    return f"{_service(card)}: Received invalid pass data ({reason})"


def unchanged(card: InstalledPass) -> str:
    """Listed as changed, answered as unchanged."""
    return (
        f"{_service(card)}: Server requested update to serial number "
        f"'{card.serial_number}', but the pass was unchanged."
    )


def ignored_condition(card: InstalledPass) -> str:
    """The very same bytes came back in place of 304."""
    return (
        f"{_service(card)}: Server ignored the 'if-modified-since' header "
        f"({card.last_modified}) and returned the full unchanged pass data for serial "
        f"number '{card.serial_number}'."
    )


def unknown_serial(card: InstalledPass, serial_number: str) -> str:
    """A pass that this phone does not keep up to date was listed."""
    return (
        f"{_service(card)}: Update requested for unregistered serial number "
        f"{serial_number}"
    )


def spurious_push(card: InstalledPass, me: Identity, tag: str | None) -> str:
    """A push came and nothing had changed."""
    return (
        f"{_service(card)}: Device received spurious push. Request for "
        f"passesUpdatedSince '{tag or ''}' returned no serial numbers. (Device = "
        f"{me.device_library_identifier})"
    )


def _failed(task: str, card: InstalledPass, me: Identity, reason: str) -> str:
    return (
        f"{task} task (for device {me.device_library_identifier}, pass type "
        f"{card.pass_type_identifier}, serial number {card.serial_number}; with web "
        f"service url {card.web_service_url}) encountered error: {reason}"
    )


def _service(card: InstalledPass) -> str:
    return f"Web service error for {card.pass_type_identifier} ({card.web_service_url})"
