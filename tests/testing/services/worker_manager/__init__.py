"""Tests of tc_typed.testing.services.worker_manager."""
