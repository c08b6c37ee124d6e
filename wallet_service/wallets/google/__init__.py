"""Google Wallet: its objects over REST, save links, signed callbacks, picture rules.

No Flask, no SQLAlchemy; instants are arguments, but for the age of an access token.
"""
