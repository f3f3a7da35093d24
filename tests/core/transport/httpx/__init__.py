"""Tests of the adapters for httpx."""
