"""Stand-ins for Apple and Google; the demonstration, the tests and the preview share them."""
