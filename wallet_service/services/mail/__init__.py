"""Letters to people: what stands in them, when they are owed, the links they carry."""
