"""Loyalty cards for Apple Wallet and Google Wallet; this module holds the version only."""

__version__ = "0.1.0"
