"""Tests of the runtime, with a sample service."""
