"""A brand's people: how they come in, what proves them, where their scanners stand."""
