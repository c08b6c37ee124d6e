"""Fixtures that need a database; conftest.py loads this module as a plugin."""
