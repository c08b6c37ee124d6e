"""Programs, their versions and their publishing."""
