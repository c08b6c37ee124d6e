"""Apple Wallet: the pass file, its signature and certificates, and the device protocol.

No Flask, no SQLAlchemy, no clock: every instant is an argument.
"""
