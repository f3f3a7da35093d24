"""Runs of a task group that a function or a command of a test executes."""
