"""Who is asking: a blueprint for each audience, and what all of them share."""
