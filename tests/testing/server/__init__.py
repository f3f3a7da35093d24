"""Tests of tc_typed.testing.server."""
