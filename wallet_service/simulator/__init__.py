"""Stand-ins for Apple and Google, shared by demonstration, tests and preview."""
