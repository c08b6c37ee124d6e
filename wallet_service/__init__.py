"""Loyalty cards for Apple Wallet and Google Wallet; only the version is here."""

__version__ = "0.1.0"
