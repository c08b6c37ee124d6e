"""Use cases: each function is a transaction script that takes the session, never commits."""
