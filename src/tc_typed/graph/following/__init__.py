"""Following a task group until it is resolved, by polling the queue."""
