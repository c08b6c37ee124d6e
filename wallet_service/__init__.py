"""Loyalty cards for Apple Wallet; only the version is here."""

__version__ = "0.1.0"
