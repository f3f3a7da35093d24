"""Checks of a task graph before anything is sent."""
