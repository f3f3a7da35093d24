"""Notify service of the local Taskcluster."""
