"""What tests of Taskcluster's callers need: a Taskcluster of their own, in the extra `testing`."""

from tc_typed.testing.server import LocalTaskcluster

__all__ = ["LocalTaskcluster"]
