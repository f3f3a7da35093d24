"""The adapter for httpx."""
