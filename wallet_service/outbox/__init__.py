"""What is still owed to the outside world: enqueued with the change, paid by the relay."""
