"""What is owed to the outside world: enqueued with the change, paid by the relay."""
