"""Live logs: the log of a task, line by line, while the task runs."""
