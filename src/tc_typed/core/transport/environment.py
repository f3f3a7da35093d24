"""The error for proxies or certificates of the environment that can't be used."""

from __future__ import annotations


class UnusableEnvironment(ValueError):
    """The environment asks for a proxy or certificates that can't be used."""
