"""Use cases: each is a transaction script that takes the session and never commits."""
