"""Tests of tc_typed.testing.services.notify."""
