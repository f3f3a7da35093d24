"""Hooks service of the local Taskcluster."""
