"""Tests of the state that survives a restart of a local Taskcluster."""
