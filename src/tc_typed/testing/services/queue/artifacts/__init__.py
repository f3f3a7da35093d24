"""Artifacts of the queue of the local Taskcluster."""
