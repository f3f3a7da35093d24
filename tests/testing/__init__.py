"""Tests of the local Taskcluster and of scopes."""
