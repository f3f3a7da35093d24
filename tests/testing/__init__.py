"""Tests of the local Taskcluster and of fakes."""
