"""Submission of a task graph: each task is created once, when the tasks that it needs exist."""
