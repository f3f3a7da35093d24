"""Tests of the runtime, on a service of their own."""
