"""Error for environment variables that name an unusable proxy or unusable certificates."""

from __future__ import annotations


class UnusableEnvironment(ValueError):
    """The environment variables name a proxy or certificates that can't be used."""
