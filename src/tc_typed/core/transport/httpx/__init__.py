"""Adapter for httpx."""
